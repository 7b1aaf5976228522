/**
 * Names of metrics, without what a histogram adds to them, that the pinned versions were seen to export. Not all that they have:
 * what stands here is certain, what does not is only likely to be wrong when it is nearly the same. Held equal to
 * `schemas/metrics/catalogue.json` by a test.
 */
export const METRICS: readonly string[] = [
  // temporal-server 1.31.2
  "service_requests", "service_errors", "service_error_with_type", "service_errors_resource_exhausted", "persistence_requests", "persistence_errors", "persistence_latency", "persistence_sql_in_use", "persistence_sql_max_open_conn", "visibility_persistence_requests", "visibility_persistence_errors", "numshards_gauge", "semaphore_latency", "workflow_success", "workflow_failed", "workflow_timeout", "workflow_terminate", "workflow_cancel", "failed_workflow_tasks", "history_count", "history_size", "approximate_backlog_age_seconds", "approximate_backlog_count", "no_poller_tasks", "poll_latency", "task_schedule_to_start_latency", "persistence_session_refresh_failures", "service_latency", "service_latency_nouserlatency", "visibility_persistence_latency", "persistence_shard_rps", "sharditem_created_count", "task_requests", "task_latency", "poll_success", "poll_success_sync", "poll_timeouts", "activity_success", "activity_fail", "activity_cancel", "activity_task_fail", "activity_timeout", "activity_task_timeout", "activity_start_to_close_latency", "workflow_schedule_to_close_latency", "num_goroutines",
  // temporal-sdk @temporalio/worker 1.24.0 and temporalio (Python), both by sdk-core
  "temporal_long_request_failure", "temporal_worker_task_slots_available", "temporal_workflow_task_execution_failed", "temporal_worker_task_slots_used", "temporal_num_pollers", "temporal_sticky_cache_size",
  // cloudnative-pg 1.30.0
  "cnpg_collector_up", "cnpg_collector_pg_wal_archive_status", "cnpg_backends_total", "cnpg_pg_settings_setting", "cnpg_pg_database_xid_age", "cnpg_pg_replication_lag", "cnpg_pg_replication_in_recovery", "cnpg_pg_replication_streaming_replicas", "cnpg_pg_stat_archiver_last_failed_time", "cnpg_pg_stat_archiver_last_archived_time",
  // barman-cloud 0.13.0
  "barman_cloud_cloudnative_pg_io_last_available_backup_timestamp",
  // codec-server services/codec-server of this repository
  "temporal_codec_http_requests_total", "temporal_codec_auth_failures_total", "temporal_codec_denied_total", "temporal_codec_kek_operations_total", "temporal_codec_unknown_key_total", "temporal_codec_audit_write_failures_total", "temporal_codec_dek_age_seconds", "temporal_codec_key_version_info", "temporal_codec_http_request_duration_seconds", "temporal_codec_payloads_total",
];

/** Names that are passed on from text to text and that no version ever exported, with what to ask instead. Source: the server's and the SDK's own definitions. */
export const NEVER_EXPORTED: Readonly<Record<string, string>> = {
  temporal_history_shard_utilization: "Compare the sum of `numshards_gauge` with the number of shards, and watch `semaphore_latency` for the operation ShardInfo.",
  temporal_history_throughput_per_shard: "Use `persistence_shard_rps`, a histogram over all shards.",
  temporal_history_shard_hotspots: "Compare the p99.9 of `persistence_shard_rps` with its p50.",
  service_errors_with_type: "Use `service_error_with_type`.",
};
