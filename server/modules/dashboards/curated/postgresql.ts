/** PostgreSQL: the names of postgres_exporter. */
import { build, gauge, graph, stat, variable } from './build.ts'

const server = 'instance="$instance"'
const databases = `${server},datname=~"$datname"`
const rate = (metric: string, matchers = databases) => `rate(${metric}{${matchers}}[$__rate_interval])`
const byDatabase = (metric: string) => `sum by (datname) (${rate(metric)})`

export const postgresql = build({
  uid: 'watchword-postgresql',
  title: 'PostgreSQL',
  description: 'One server: connections, transactions, cache, locks, replication. From postgres_exporter.',
  tags: ['database', 'postgresql', 'postgres_exporter'],
  variables: [
    variable('instance', 'Server', 'label_values(pg_up, instance)'),
    variable('datname', 'Database', 'label_values(pg_stat_database_numbackends{instance="$instance"}, datname)', {
      multi: true,
    }),
  ],
  rows: [
    {
      title: 'Now',
      panels: [
        stat('Answers', 'bool_yes_no', [{ expr: `pg_up{${server}}` }]),
        stat('Up for', 's', [{ expr: `time() - pg_postmaster_start_time_seconds{${server}}` }]),
        stat('Size', 'bytes', [{ expr: `sum(pg_database_size_bytes{${databases}})` }]),
        gauge('Connections used', 'percentunit', [
          {
            expr: `sum(pg_stat_database_numbackends{${server}}) / max(pg_settings_max_connections{${server}})`,
          },
        ]),
        stat('Found in the cache', 'percentunit', [
          {
            expr: `sum(${rate('pg_stat_database_blks_hit')}) / (sum(${rate('pg_stat_database_blks_hit')}) + sum(${rate('pg_stat_database_blks_read')}))`,
          },
        ]),
        stat('Behind the primary', 's', [{ expr: `max(pg_replication_lag_seconds{${server}})` }]),
      ],
    },
    {
      title: 'Work',
      panels: [
        graph('Transactions', 'ops', [
          { expr: byDatabase('pg_stat_database_xact_commit'), legend: '{{datname}} committed' },
          { expr: byDatabase('pg_stat_database_xact_rollback'), legend: '{{datname}} rolled back', below: true },
        ]),
        graph(
          'Connections by state',
          'short',
          [{ expr: `sum by (state) (pg_stat_activity_count{${databases}})`, legend: '{{state}}' }],
          { stack: true, min: 0 },
        ),
        graph('Rows read', 'ops', [
          { expr: byDatabase('pg_stat_database_tup_returned'), legend: '{{datname}} scanned' },
          { expr: byDatabase('pg_stat_database_tup_fetched'), legend: '{{datname}} fetched' },
        ]),
        graph('Rows written', 'ops', [
          { expr: `sum(${rate('pg_stat_database_tup_inserted')})`, legend: 'inserted' },
          { expr: `sum(${rate('pg_stat_database_tup_updated')})`, legend: 'updated' },
          { expr: `sum(${rate('pg_stat_database_tup_deleted')})`, legend: 'deleted' },
        ]),
        graph('Longest transaction', 's', [
          { expr: `max by (datname) (pg_stat_activity_max_tx_duration{${databases}})`, legend: '{{datname}}' },
        ]),
        graph('Locks', 'short', [{ expr: `sum by (mode) (pg_locks_count{${databases}})`, legend: '{{mode}}' }], {
          stack: true,
        }),
      ],
    },
    {
      title: 'Trouble',
      panels: [
        graph('Deadlocks and conflicts', 'short', [
          { expr: `sum(increase(pg_stat_database_deadlocks{${databases}}[$__rate_interval]))`, legend: 'deadlocks' },
          { expr: `sum(increase(pg_stat_database_conflicts{${databases}}[$__rate_interval]))`, legend: 'conflicts' },
        ]),
        graph('Temporary files', 'Bps', [{ expr: byDatabase('pg_stat_database_temp_bytes'), legend: '{{datname}}' }]),
      ],
    },
    {
      title: 'Disk',
      panels: [
        graph('Blocks', 'ops', [
          { expr: `sum(${rate('pg_stat_database_blks_hit')})`, legend: 'from the cache' },
          { expr: `sum(${rate('pg_stat_database_blks_read')})`, legend: 'from the disk', below: true },
        ]),
        graph('Size of databases', 'bytes', [{ expr: `pg_database_size_bytes{${databases}}`, legend: '{{datname}}' }]),
        graph('Dead rows', 'short', [
          { expr: `topk(10, pg_stat_user_tables_n_dead_tup{${databases}})`, legend: '{{datname}} {{relname}}' },
        ]),
        graph('Behind the primary', 's', [{ expr: `pg_replication_lag_seconds{${server}}`, legend: '{{instance}}' }]),
      ],
    },
  ],
})
