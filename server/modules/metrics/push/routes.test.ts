import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { openHouse, type House } from '../house.fixture.ts'

const samplesOf = async (house: House) =>
  (
    await house.rows<{ labels: Record<string, string>; at: number; value: number }>(
      `(select s.workspace_id as workspace_id, labels, toUnixTimestamp64Milli(at) as at, value
        from metric_samples as s join metric_series as n on s.series_id = n.series_id and s.workspace_id = n.workspace_id)`,
      'labels, at, value',
    )
  ).map(({ labels, at, value }) => [labels, at, value])

test('text as curl sends it is stored: with and without times, with labels of the request, plain and compressed', async (t) => {
  let now = Date.now()
  now -= now % 1000
  const house = await openHouse(t, { now: () => new Date(now) })
  const body = `# HELP jobs_total All jobs.\n# TYPE jobs_total counter\njobs_total{kind="a"} 3 ${now - 5000}\r\njobs_running 2\n# EOF\n`
  const path = '/prometheus/api/v1/import/prometheus?extra_label=host=web-1&extra_label=kind=other'
  assert.equal((await house.post(path, body)).status, 204)
  assert.equal((await house.post(path, gzipSync(body), { 'content-encoding': 'gzip' })).status, 204)
  assert.deepEqual(
    (await samplesOf(house)).filter((row, at, all) => JSON.stringify(row) !== JSON.stringify(all[at - 1])),
    [
      [{ __name__: 'jobs_running', host: 'web-1', kind: 'other' }, now, 2],
      [{ __name__: 'jobs_total', host: 'web-1', kind: 'a' }, now - 5000, 3],
    ],
  )
  assert.deepEqual(await house.rows('metric_descriptions', 'metric, kind, help'), [
    { metric: 'jobs_total', kind: 'counter', help: 'All jobs.' },
  ])
})

test('a bad line is named and the good ones are kept', async (t) => {
  const house = await openHouse(t)
  const answer = await house.post('/prometheus/api/v1/import/prometheus', 'good 1\nbad\n\nworse{ 1\nfine 2\n')
  assert.equal(answer.status, 400)
  assert.match(
    JSON.parse(answer.text).error,
    /^2 samples were not written: 2 for a line that cannot be read, the first: line 2: /,
  )
  assert.equal((await samplesOf(house)).length, 2)
  assert.deepEqual(
    (await house.outcomes()).map(({ reason, quantity }) => [reason, quantity]),
    [['accepted', 2], ['invalid_line', 2]], // prettier-ignore
  )
})

test('Telegraf’s lines are stored at both paths, with the precision that the request names', async (t) => {
  const house = await openHouse(t)
  const seconds = Math.floor(house.ctx.now().getTime() / 1000)
  const one = await house.post('/prometheus/write?db=telegraf&precision=s', `cpu,host=a usage=1.5,n=2i ${seconds}\n`)
  const token = { authorization: `Token ${house.key}` }
  const two = await house.post('/prometheus/api/v2/write?bucket=x', `up,host=a value=t ${seconds}000000000`, token)
  assert.deepEqual([one.status, two.status], [204, 204])
  assert.deepEqual(await samplesOf(house), [
    [{ __name__: 'cpu_n', host: 'a' }, seconds * 1000, 2],
    [{ __name__: 'cpu_usage', host: 'a' }, seconds * 1000, 1.5],
    [{ __name__: 'up', host: 'a' }, seconds * 1000, 1],
  ])
  assert.equal((await house.post('/prometheus/write?precision=h', 'm f=1')).status, 400)
  assert.equal((await house.post('/prometheus/write', 'm f=1', { authorization: '' })).status, 401)
})
