import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { openHouse } from '../house.fixture.ts'
import { maxBodyBytes, maxFutureMs, maxPastMs } from '../limits.ts'

const exposition = '/prometheus/api/v1/import/prometheus'
const influx = '/prometheus/write'

async function openStill(t: Parameters<typeof openHouse>[0]) {
  const nowMs = Date.now()
  return { nowMs, house: await openHouse(t, { now: () => new Date(nowMs) }) }
}

const labels = (count: number, size: number, between: string) =>
  Array.from({ length: count }, (_, at) => `l${at}=${between}${'v'.repeat(size)}${between}`).join(',')

test('a line that cannot be is refused alone, whatever is wrong with it, and the lines around it are stored', async (t) => {
  const { house, nowMs } = await openStill(t)
  const bad: [path: string, line: string, why: RegExp][] = [
    [exposition, `m{${labels(64, 1, '"')}} 1`, /too many labels/],
    [exposition, `m{a="${'v'.repeat(4097)}"} 1`, /too long/],
    [exposition, `${'m'.repeat(513)} 1`, /too long/],
    [exposition, `m{${labels(40, 450, '"')}} 1`, /too long/],
    [exposition, 'm{a="1",a="2"} 1', /line 2|labels that cannot be/],
    [exposition, 'm{a="1" 1', /line 2/],
    [exposition, `m{${'{'.repeat(10_000)}`, /line 2/],
    [exposition, 'm one', /line 2/],
    [exposition, `m 1 ${nowMs + maxFutureMs + 1}`, /in the future/],
    [exposition, `m 1 ${nowMs - maxPastMs - 1}`, /too far in the past/],
    [exposition, 'm 1 -5', /too far in the past/],
    [exposition, 'm 1 99999999999999999999', /in the future|line 2/],
    [influx, `m,${labels(64, 1, '')} f=1`, /too many labels/],
    [influx, `m,a=${'v'.repeat(4097)} f=1`, /too long/],
    [influx, 'm f=', /line 2/],
    [influx, 'm,a= f=1', /line 2/],
    [influx, 'm f="open', /line 2/],
    [influx, 'm f=1 99999999999999999999', /in the future|line 2/],
    [influx, 'm f=1 -1', /too far in the past|line 2/],
  ]
  for (const [path, line, why] of bad) {
    const good = path === influx ? 'good f=1' : 'good 1'
    const answer = await house.post(path, `${good}\n${line}\n${good}\n`)
    const what = `${path} ${line.slice(0, 60)}: ${answer.text.slice(0, 300)}`
    assert.equal(answer.status, 400, what)
    assert.match(JSON.parse(answer.text).error, /^1 samples were not written: /, what)
    assert.match(answer.text, why, what)
    assert.ok(answer.text.length < 2_200)
  }
  const names = await house.rows<{ metric: string }>('metric_series final', 'distinct metric')
  assert.deepEqual(
    names.map(({ metric }) => metric),
    ['good', 'good_f'],
  )
})

test('bodies that are not what they say are a 400, those that are larger than may be a 413', async (t) => {
  const { house } = await openStill(t)
  for (const path of [exposition, influx]) {
    for (const encoding of ['gzip', 'deflate', 'br', 'zstd']) {
      assert.equal((await house.post(path, 'm 1\n', { 'content-encoding': encoding })).status, 400, encoding)
    }
    assert.equal((await house.post(path, 'ffff', { 'content-encoding': 'snappy' })).status, 400)
    const bomb = gzipSync(Buffer.alloc(maxBodyBytes + 1, '\n'))
    assert.equal((await house.post(path, bomb, { 'content-encoding': 'gzip' })).status, 413)
    const claimed = Buffer.from('ffffffff0f0061', 'hex')
    assert.equal((await house.post(path, claimed, { 'content-encoding': 'snappy' })).status, 413)
  }
  assert.deepEqual(await house.rows('metric_series', 'metric'), [])
})

test('special values come through both text formats', async (t) => {
  const { house } = await openStill(t)
  assert.equal((await house.post(exposition, 'a NaN\nb +Inf\nc -Inf\nd 1e-320\ne -0\n')).status, 204)
  const rows = await house.rows<{ value: string }>('metric_samples', 'toString(value) as value')
  assert.deepEqual(
    rows.map(({ value }) => value),
    ['-0', '-inf', '1e-320', 'inf', 'nan'],
  )
})
