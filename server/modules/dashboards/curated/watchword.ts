/** Watchword itself: what each of its processes serves at `/metrics`. */
import { build, graph, stat, variable } from './build.ts'

const process = 'instance=~"$instance"'
const rate = (metric: string, matchers = '') => `rate(${metric}{${process}${matchers}}[$__rate_interval])`
const share = (part: number, histogram: string, by = 'le') =>
  `histogram_quantile(${part}, sum by (${by}) (${rate(`${histogram}_bucket`)}))`

export const watchword = build({
  uid: 'watchword-itself',
  title: 'Watchword',
  description: 'The installation itself, once something reads its /metrics into this workspace.',
  tags: ['watchword', 'operations'],
  variables: [
    variable('instance', 'Process', 'label_values(watchword_http_request_duration_seconds_count, instance)', {
      multi: true,
    }),
  ],
  rows: [
    {
      title: 'Now',
      panels: [
        stat('Requests', 'ops', [{ expr: `sum(${rate('watchword_http_request_duration_seconds_count')})` }]),
        stat(
          'Answered with an error of ours',
          'percentunit',
          [
            {
              expr: `sum(${rate('watchword_http_request_duration_seconds_count', ',status=~"5.."')}) / sum(${rate('watchword_http_request_duration_seconds_count')})`,
            },
          ],
          { badAt: 0.01 },
        ),
        stat('Events stored', 'ops', [{ expr: `sum(${rate('watchword_events_accepted_total')})` }]),
        stat('Events waiting', 'short', [{ expr: `sum(watchword_ingest_waiting_events{${process}})` }], {
          warnAt: 2_000,
          badAt: 4_500,
        }),
        stat(
          'Jobs that failed in a day',
          'short',
          [{ expr: `sum(increase(watchword_jobs_total{${process},outcome="failed"}[1d]))` }],
          { warnAt: 1 },
        ),
        stat('Memory', 'bytes', [{ expr: `sum(process_resident_memory_bytes{${process}})` }]),
      ],
    },
    {
      title: 'Requests',
      panels: [
        graph(
          'Requests by status',
          'ops',
          [
            {
              expr: `sum by (status) (${rate('watchword_http_request_duration_seconds_count')})`,
              legend: '{{status}}',
            },
          ],
          { stack: true, min: 0 },
        ),
        graph('Time to an answer', 's', [
          { expr: share(0.5, 'watchword_http_request_duration_seconds'), legend: 'half of them' },
          { expr: share(0.95, 'watchword_http_request_duration_seconds'), legend: '95 of 100' },
          { expr: share(0.99, 'watchword_http_request_duration_seconds'), legend: '99 of 100' },
        ]),
        graph('Busiest operations', 'ops', [
          {
            expr: `topk(10, sum by (operation) (${rate('watchword_http_request_duration_seconds_count')}))`,
            legend: '{{operation}}',
          },
        ]),
        graph('Slowest operations, 95 of 100', 's', [
          {
            expr: `topk(10, ${share(0.95, 'watchword_http_request_duration_seconds', 'le, operation')})`,
            legend: '{{operation}}',
          },
        ]),
      ],
    },
    {
      title: 'What comes in',
      panels: [
        graph('Events', 'ops', [
          { expr: `sum(${rate('watchword_events_accepted_total')})`, legend: 'stored' },
          { expr: `sum by (reason) (${rate('watchword_events_refused_total')})`, legend: 'not stored: {{reason}}' },
        ]),
        graph('Waiting until they are durable', 'short', [
          { expr: `watchword_ingest_waiting_events{${process}}`, legend: '{{instance}} events' },
          {
            expr: `watchword_ingest_waiting_metric_requests{${process}}`,
            legend: '{{instance}} requests with metrics',
          },
        ]),
        graph('Time to make a batch durable', 's', [
          { expr: share(0.5, 'watchword_ingest_batch_duration_seconds'), legend: 'half of them' },
          { expr: share(0.99, 'watchword_ingest_batch_duration_seconds'), legend: '99 of 100' },
        ]),
        graph('Events in a batch', 'short', [
          { expr: share(0.5, 'watchword_ingest_batch_events'), legend: 'half of them' },
          { expr: share(0.99, 'watchword_ingest_batch_events'), legend: '99 of 100' },
        ]),
      ],
    },
    {
      title: 'Jobs and upkeep',
      panels: [
        graph('Jobs', 'ops', [{ expr: `sum by (outcome) (${rate('watchword_jobs_total')})`, legend: '{{outcome}}' }]),
        graph('Jobs that failed', 'short', [
          {
            expr: `sum by (job) (increase(watchword_jobs_total{${process},outcome="failed"}[$__rate_interval])) > 0`,
            legend: '{{job}}',
          },
        ]),
        graph('Access log: lines that were lost', 'short', [
          { expr: `watchword_access_log_dropped_entries{${process}}`, legend: '{{instance}}' },
        ]),
        graph('Keys: what rests on an old master key, rotations under way', 'short', [
          { expr: `watchword_vault_on_older_master_keys{${process}}`, legend: '{{instance}} on an old key' },
          { expr: `watchword_vault_rotations_under_way{${process}}`, legend: '{{instance}} rotations' },
        ]),
      ],
    },
    {
      title: 'Processes',
      panels: [
        graph('Processor', 'percentunit', [{ expr: rate('process_cpu_seconds_total'), legend: '{{instance}}' }]),
        graph('Memory', 'bytes', [
          { expr: `process_resident_memory_bytes{${process}}`, legend: '{{instance}} resident' },
          { expr: `nodejs_heap_size_used_bytes{${process}}`, legend: '{{instance}} heap' },
        ]),
        graph('Event loop: time until a turn', 's', [
          { expr: `nodejs_eventloop_lag_p99_seconds{${process}}`, legend: '{{instance}} 99 of 100' },
          { expr: `nodejs_eventloop_lag_mean_seconds{${process}}`, legend: '{{instance}} mean' },
        ]),
        graph('Open files', 'short', [
          { expr: `process_open_fds{${process}}`, legend: '{{instance}} open' },
          { expr: `process_max_fds{${process}}`, legend: '{{instance}} allowed' },
        ]),
      ],
    },
  ],
})
