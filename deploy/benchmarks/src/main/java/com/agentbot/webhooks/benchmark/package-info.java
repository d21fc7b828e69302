/**
 * Starts the pipeline with every part in a process of its own, drives scenarios through it, and says what they took.
 *
 * <pre>
 * this process                     EnginesProcess: Kafka, PostgreSQL
 *   Benchmark ── Scenario            ▲       ▲
 *     │            │ events ─────────┘       │
 *     │            │ webhooks                ▼
 *     │            │                 ServiceProcess: fan-out, worker, scheduler, settings
 *     │            │                         │ POSTs
 *     │            │ counts                  ▼
 *     │            └───────────────► ReceiverProcess ◄── BareProcess: the worker's HTTP client alone
 *     ▼
 *   Report: table, JSON, exit code
 * </pre>
 */
@NullMarked
package com.agentbot.webhooks.benchmark;

import org.jspecify.annotations.NullMarked;
