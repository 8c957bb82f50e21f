/** Debian's Prometheus as a real sender: it scrapes itself and writes to us. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { monotonicMs } from '#platform/clock'
import { eventually } from '#testing'
import { openHouse } from '../house.fixture.ts'
import { queryInstant } from '../promql/index.ts'
import { createQueryable } from '../read/queryable.ts'
import { skip, startPrometheus } from './prometheus-server.fixture.ts'

test('what a Prometheus scrapes and writes to us is there, with its labels and descriptions', { skip }, async (t) => {
  const house = await openHouse(t)
  const config = (address: string) => `
global:
  scrape_interval: 1s
  external_labels: { cluster: test }
scrape_configs:
  - job_name: prometheus
    static_configs: [{ targets: ['${address}'] }]
remote_write:
  - url: ${house.url}/prometheus/api/v1/write
    authorization: { credentials: ${house.key} }
    metadata_config: { send_interval: 1s }
    queue_config: { batch_send_deadline: 1s }
`
  const { url } = await startPrometheus(t, config)
  const queryable = createQueryable(house.ctx.columns.forWorkspace(house.ctx.workspaceId))
  const ask = async (text: string) => queryInstant({ queryable, monotonicMs }, { text, timeMs: Date.now() })
  const instance = url.slice('http://'.length)
  const up = await eventually('two scrapes', async () => {
    const result = await ask('count_over_time(up{job="prometheus"}[5m]) > 1')
    return result.type === 'vector' && result.series[0]?.labels
  })
  assert.deepEqual(Object.fromEntries(up), { cluster: 'test', instance, job: 'prometheus' })
  const own = (await (await fetch(`${url}/api/v1/query?query=count({job="prometheus"})`)).json()) as {
    data: { result: [{ value: [number, string] }] }
  }
  const stored = await ask('count({job="prometheus"})')
  assert.ok(stored.type === 'vector')
  const count = Number(own.data.result[0].value[1])
  assert.ok(count > 300)
  // Some appear with the first write.
  assert.ok(Math.abs(Number(stored.series[0]?.points[0]?.value) - count) < 30)
  await eventually('descriptions', async () => {
    const described = await house.rows<{ metric: string; kind: string }>('metric_descriptions', 'metric, kind')
    return described.some(({ metric, kind }) => metric === 'prometheus_http_requests_total' && kind === 'counter')
  })
})
