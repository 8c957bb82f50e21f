/** The program's own metrics, served at `/metrics` in the Prometheus text format. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = {
  /** Text exposition format 0.0.4 and its content type. */
  render(): Promise<{ body: string; contentType: string }>
  httpRequest(labels: { operation: string; status: number }, durationSeconds: number): void
  eventsAccepted(count: number): void
  eventsRefused(reason: string, count: number): void
  ingestBatch(events: number, durationSeconds: number): void
  job(labels: { job: string; outcome: 'completed' | 'failed' | 'notInForce' }): void
  /** Evaluated at each scrape. */
  gauge(name: string, help: string, read: () => number): void
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'watchword_http_request_duration_seconds',
    help: 'Time from the arrival of a request to its answer',
    labelNames: ['operation', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  })
  const accepted = new Counter({
    name: 'watchword_events_accepted_total',
    help: 'Events stored durably',
    registers: [registry],
  })
  const refused = new Counter({
    name: 'watchword_events_refused_total',
    help: 'Events that were answered but not stored, by reason',
    labelNames: ['reason'],
    registers: [registry],
  })
  const batchSize = new Histogram({
    name: 'watchword_ingest_batch_events',
    help: 'Events committed together',
    buckets: [1, 5, 20, 50, 100, 200, 500],
    registers: [registry],
  })
  const batchDuration = new Histogram({
    name: 'watchword_ingest_batch_duration_seconds',
    help: 'Time to make a batch of events durable in both stores',
    buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 1],
    registers: [registry],
  })
  const jobs = new Counter({
    name: 'watchword_jobs_total',
    help: 'Background jobs run',
    labelNames: ['job', 'outcome'],
    registers: [registry],
  })
  return {
    render: async () => ({ body: await registry.metrics(), contentType: registry.contentType }),
    httpRequest: ({ operation, status }, durationSeconds) =>
      requests.observe({ operation, status: String(status) }, durationSeconds),
    eventsAccepted: (count) => accepted.inc(count),
    eventsRefused: (reason, count) => refused.inc({ reason }, count),
    ingestBatch: (events, durationSeconds) => {
      batchSize.observe(events)
      batchDuration.observe(durationSeconds)
    },
    job: (labels) => jobs.inc(labels),
    gauge: (name, help, read) => {
      void new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(read())
        },
      })
    },
  }
}
