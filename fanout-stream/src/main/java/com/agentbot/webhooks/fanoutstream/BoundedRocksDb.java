package com.agentbot.webhooks.fanoutstream;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * Gives all stores of the process one cache and one budget of write buffers. Left alone, each store of each partition
 * would take up to 98 MiB of its own. Made by Kafka Streams, once a store.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
    /** The property that holds the budget, in bytes. */
    static final String MEMORY_BYTES = "agentbot.store.memory.bytes";

    private static final long WRITE_BUFFER_BYTES = 2L << 20;
    private static final int BITS_A_KEY = 10;

    private static @Nullable Shared shared;

    /** Lives as long as the process, because native memory in use must not be freed. */
    private record Shared(Cache cache, WriteBufferManager writeBuffers) {}

    private @Nullable BloomFilter filter;

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        Shared memory = shared(configs.get(MEMORY_BYTES) instanceof Integer bytes ? bytes : 1 << 27);
        filter = new BloomFilter(BITS_A_KEY);
        BlockBasedTableConfig tables = (BlockBasedTableConfig) options.tableFormatConfig();
        tables.setBlockCache(memory.cache());
        tables.setCacheIndexAndFilterBlocks(true);
        // Nearly every id that is looked up is new, and a filter says so without a read.
        tables.setFilterPolicy(filter);
        options.setTableFormatConfig(tables);
        options.setWriteBufferManager(memory.writeBuffers());
        options.setWriteBufferSize(WRITE_BUFFER_BYTES);
        options.setMaxWriteBufferNumber(2);
    }

    private static synchronized Shared shared(int bytes) {
        Shared memory = shared;
        if (memory == null) {
            Cache cache = new LRUCache(bytes, -1, false);
            // Write buffers are charged to the cache, and may take half of it.
            memory = new Shared(cache, new WriteBufferManager(bytes / 2L, cache));
            shared = memory;
        }
        return memory;
    }

    @Override
    public void close(String storeName, Options options) {
        if (filter != null) {
            filter.close();
        }
    }
}
