package com.agentbot.webhooks.retryscheduler;

/**
 * What a broker says of a retry partition.
 *
 * @param end the offset after the last committed record
 * @param firstNotDue the offset of the first record that is not due yet; beyond the end when all are
 */
record PartitionEnds(long end, long firstNotDue) {}
