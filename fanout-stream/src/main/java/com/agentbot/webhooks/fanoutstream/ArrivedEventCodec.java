package com.agentbot.webhooks.fanoutstream;

import com.agentbot.webhooks.schemas.delivery.ArrivedEvent;
import com.agentbot.webhooks.schemas.event.Event;
import com.agentbot.webhooks.schemas.topic.EventRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * How an event that was read once is kept inside the stream, so that it need not be judged again. The first byte names
 * the form: a later form gets another one, and is read beside this one.
 */
final class ArrivedEventCodec {
    private static final int FORM = 1;
    /** The same, with the webhook that it is about before the body. */
    private static final int FORM_ABOUT = 2;

    private static final int FACTS_BYTES = 256;

    private ArrivedEventCodec() {}

    static Serde<ArrivedEvent> serde() {
        return Serdes.serdeFrom((topic, arrived) -> write(arrived), (topic, bytes) -> read(bytes));
    }

    static byte[] write(ArrivedEvent arrived) {
        Event event = arrived.event();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(FACTS_BYTES + event.body().length);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            String id = event.id();
            String about = arrived.aboutWebhookId();
            out.writeByte(about == null ? FORM : FORM_ABOUT);
            out.writeBoolean(id != null);
            out.writeUTF(id == null ? "" : id);
            out.writeUTF(event.type());
            out.writeUTF(event.siteId());
            out.writeUTF(arrived.place().toString());
            out.writeLong(arrived.timestampMillis());
            if (about != null) {
                out.writeUTF(about);
            }
            out.write(event.body());
        } catch (IOException e) {
            throw new UncheckedIOException("memory can always be written", e);
        }
        return bytes.toByteArray();
    }

    static ArrivedEvent read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int form = in.readByte();
            if (form != FORM && form != FORM_ABOUT) {
                throw new IllegalStateException(
                        "an event is kept in form " + form + ", which a later version of this service has written");
            }
            boolean hasId = in.readBoolean();
            String text = in.readUTF();
            @Nullable String id = hasId ? text : null;
            String type = in.readUTF();
            String siteId = in.readUTF();
            EventRef place = EventRef.parse(in.readUTF());
            long timestampMillis = in.readLong();
            @Nullable String about = form == FORM_ABOUT ? in.readUTF() : null;
            return new ArrivedEvent(new Event(id, type, siteId, in.readAllBytes()), place, timestampMillis, about);
        } catch (IOException e) {
            throw new UncheckedIOException("an event that the stream has kept is cut short", e);
        }
    }
}
