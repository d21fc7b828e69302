package com.agentbot.webhooks.fanoutstream;

import com.agentbot.webhooks.schemas.webhook.WebhookKey;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.jspecify.annotations.Nullable;

/**
 * All webhooks, by site and in the order of their ids: as much of each as matching needs. A global store in memory,
 * filled anew at each start by {@link IndexWebhooks}. One thread writes; any number read meanwhile, and each sees every
 * webhook that was there before it began.
 *
 * <p>Matching asks what is held now, never when it came: a webhook gets events that are older than itself.
 */
final class WebhookIndex implements StateStore {
    static final String NAME = "webhooks-by-site";

    /** How many deleted webhooks are remembered, so that an older record of one cannot bring it back. */
    private static final int REMEMBERED_DELETIONS = 100_000;

    private final ConcurrentHashMap<String, ConcurrentNavigableMap<String, Held>> sites = new ConcurrentHashMap<>();
    /** Most webhooks pick one of a few sets of events; each set is kept once. */
    private final Map<Set<String>, Set<String>> eventSets = new HashMap<>();

    private final Map<WebhookKey, Long> deletions = new Deletions();
    private final AtomicInteger size = new AtomicInteger();
    private volatile boolean open;

    /** What is held of a webhook. */
    record Held(String webhookId, long version, Set<String> events) {}

    /**
     * The webhooks of a site that get an event, in the order of their ids.
     *
     * @param afterWebhookId begins after this one; empty to begin with the first
     */
    Iterable<Held> matching(String siteId, String eventType, String afterWebhookId) {
        ConcurrentNavigableMap<String, Held> site = sites.get(siteId);
        if (site == null) {
            return Set.of();
        }
        return () -> new Matching(site.tailMap(afterWebhookId, false).values().iterator(), eventType);
    }

    int size() {
        return size.get();
    }

    /** Holds a webhook as of a version, unless a later one is held. */
    void put(WebhookKey key, long version, Set<String> events) {
        if (version < heldVersion(key)) {
            return;
        }
        deletions.remove(key);
        Set<String> shared = eventSets.computeIfAbsent(events, Set::copyOf);
        Held before = sites.computeIfAbsent(key.siteId(), siteId -> new ConcurrentSkipListMap<>())
                .put(key.webhookId(), new Held(key.webhookId(), version, shared));
        if (before == null) {
            size.incrementAndGet();
        }
    }

    /** Lets go of a webhook, unless a later version is held. */
    void remove(WebhookKey key, long version) {
        if (version < heldVersion(key)) {
            return;
        }
        deletions.put(key, version);
        ConcurrentNavigableMap<String, Held> site = sites.get(key.siteId());
        if (site != null && site.remove(key.webhookId()) != null) {
            size.decrementAndGet();
            if (site.isEmpty()) {
                sites.remove(key.siteId());
            }
        }
    }

    private long heldVersion(WebhookKey key) {
        ConcurrentNavigableMap<String, Held> site = sites.get(key.siteId());
        Held held = site == null ? null : site.get(key.webhookId());
        return held != null ? held.version() : deletions.getOrDefault(key, Long.MIN_VALUE);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        open = true;
        context.register(root, (key, value) -> {
            throw new IllegalStateException("a global store with a step of its own is restored by that step");
        });
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** Forgets the oldest past the bound. */
    private static final class Deletions extends LinkedHashMap<WebhookKey, Long> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<WebhookKey, Long> eldest) {
            return size() > REMEMBERED_DELETIONS;
        }
    }

    /** The webhooks among others that get an event type. */
    private static final class Matching implements Iterator<Held> {
        private final Iterator<Held> site;
        private final String eventType;
        private @Nullable Held next;

        Matching(Iterator<Held> site, String eventType) {
            this.site = site;
            this.eventType = eventType;
            this.next = find();
        }

        private @Nullable Held find() {
            while (site.hasNext()) {
                Held held = site.next();
                if (held.events().contains(eventType)) {
                    return held;
                }
            }
            return null;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Held next() {
            Held found = next;
            if (found == null) {
                throw new java.util.NoSuchElementException();
            }
            next = find();
            return found;
        }
    }
}
