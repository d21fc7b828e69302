package com.agentbot.webhooks.fanoutstream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.agentbot.webhooks.servicekit.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * This process's name in the consumer group, kept in its state directory. A process that comes back under its name
 * after a kill gets its partitions at once, instead of after the session of the killed one has run out.
 */
final class InstanceId {
    private static final String FILE = "instance-id";

    private InstanceId() {}

    /**
     * The name of the process that this directory belongs to; made up when there is none yet.
     *
     * @throws StartFailure when the directory cannot be used
     */
    static String of(Path stateDirectory) throws StartFailure {
        Path file = stateDirectory.resolve(FILE);
        try {
            Files.createDirectories(stateDirectory);
            if (Files.exists(file)) {
                return UUID.fromString(Files.readString(file, US_ASCII).strip()).toString();
            }
            String id = UUID.randomUUID().toString();
            Path half = stateDirectory.resolve(FILE + ".new");
            Files.writeString(half, id, US_ASCII);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
            return id;
        } catch (IllegalArgumentException e) {
            throw new StartFailure(file + " holds no instance id. Delete it; a new one is made.", e);
        } catch (IOException e) {
            throw new StartFailure(
                    "FANOUT_STATE_DIR=" + stateDirectory
                            + " cannot be used: it must be a directory that may be written (" + e + ").",
                    e);
        }
    }
}
