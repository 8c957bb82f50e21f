import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unavailable } from '#platform/errors'
import { withPrefix } from './prefix.fixture.ts'
import { openHouse } from '../house.fixture.ts'
import { histogramFromBytes } from '../storage/histogram-bytes.ts'
import { snappyOf, staleBytes, v1Headers, v2Headers, writeV1, writeV2, type SentSeries } from './message.fixture.ts'

const path = '/prometheus/api/v1/write'
const counts = (headers: Headers) =>
  ['samples', 'histograms', 'exemplars'].map((what) => headers.get(`x-prometheus-remote-write-${what}-written`))

const up: [string, string][] = [
  ['__name__', 'up'],
  ['instance', 'web-1:9100'],
  ['job', 'node'],
]

const versions = [
  { name: '1.0', write: (series: SentSeries[]) => writeV1(series), headers: v1Headers },
  { name: '2.0', write: writeV2, headers: v2Headers },
]

test('what is answered with 204 is stored, in both versions, and told in numbers [CAB-08]', async (t) => {
  const house = await openHouse(t)
  const at = house.ctx.now().getTime()
  for (const [index, { write, headers }] of versions.entries()) {
    const to = index === 0 ? path : '/prometheus/api/v1/push'
    const answer = await house.post(
      to,
      snappyOf(write([{ labels: up, samples: [{ at: at + index, value: 0.5 }] }])),
      headers,
    )
    assert.deepEqual([answer.status, answer.text, counts(answer.headers)], [204, '', ['1', '0', '0']])
  }
  assert.deepEqual(
    await house.rows('metric_samples', 'toUnixTimestamp64Milli(at) as at, value, kept_days, project_id'),
    [at, at + 1].map((each) => ({ at: each, value: 0.5, kept_days: 30, project_id: house.projectId })),
  )
  assert.deepEqual(await house.rows('metric_series', 'distinct metric, labels'), [
    { metric: 'up', labels: Object.fromEntries(up) },
  ])
  assert.deepEqual(await house.rows('metric_series', 'uniqExact(series_id) as n'), [{ n: 1 }])
  assert.deepEqual(await house.outcomes(), [{ category: 'metric_sample', reason: 'accepted', quantity: 2 }])
})

test('values keep every bit: stale markers, NaN, infinities, a negative zero', async (t) => {
  const house = await openHouse(t)
  const now = house.ctx.now().getTime()
  const bits = ['010000000000f87f', '000000000000f07f', '000000000000f0ff', '0000000000000080']
  const values = [staleBytes, ...bits.map((hex) => Buffer.from(hex, 'hex'))]
  const samples = values.map((value, index) => ({ at: now + index, value }))
  assert.equal((await house.post(path, snappyOf(writeV1([{ labels: up, samples }])), v1Headers)).status, 204)
  const rows = await house.rows<{ bits: string }>(
    'metric_samples',
    'toUnixTimestamp64Milli(at) as at, hex(reinterpretAsUInt64(value)) as bits',
  )
  assert.deepEqual(
    rows.map(({ bits: stored }) => stored.padStart(16, '0').toLowerCase()),
    values.map((value) => Buffer.from(value).reverse().toString('hex')),
  )
})

test('of a request with good and bad series the good ones are written, and the sender is told of each kind of bad', async (t) => {
  for (const { name, write, headers } of versions) {
    const house = await openHouse(t)
    const at = house.ctx.now().getTime()
    const of = (labels: [string, string][], times = [at]): SentSeries => ({
      labels,
      samples: times.map((time) => ({ at: time, value: 1 })),
    })
    const answer = await house.post(
      path,
      snappyOf(
        write([
          of(up),
          of([['job', 'nameless']]),
          of([['__name__', 'twice'], ['a', '1'], ['a', '2']]), // prettier-ignore
          of([['__name__', 'empty'], ['a', '']]), // prettier-ignore
          of([['__name__', 'many'], ...Array.from({ length: 80 }, (_, n): [string, string] => [`l${n}`, 'x'])]),
          of([['__name__', 'long'], ['a', 'x'.repeat(5000)]]), // prettier-ignore
          of([['__name__', 'times']], [at - 40 * 86_400_000, at + 3_600_000, at, -5]),
        ]),
      ),
      headers,
    )
    assert.deepEqual([answer.status, counts(answer.headers)], [400, ['2', '0', '0']], name)
    assert.match(
      answer.text,
      /^8 samples were not written: 3 for labels that cannot be, the first: .*there is no __name__/,
    )
    assert.match(answer.text, /long/)
    assert.deepEqual(await house.rows('metric_series', 'metric'), [{ metric: 'times' }, { metric: 'up' }])
    const outcomes = Object.fromEntries((await house.outcomes()).map(({ reason, quantity }) => [reason, quantity]))
    const many = name === '1.0' ? 'too_many_labels' : 'invalid_series'
    assert.deepEqual(outcomes, { accepted: 2, invalid_labels: 3, [many]: 1, label_too_long: 1, too_old: 2, too_new: 1 })
  }
})

test('names are classic in 1.0 and any UTF-8 in 2.0; what is no UTF-8 is refused in both', async (t) => {
  const house = await openHouse(t)
  const at = house.ctx.now().getTime()
  const series: SentSeries[] = [{ labels: [['__name__', 'http.größe'], ['häuser.no', '1']], samples: [{ at, value: 1 }] }] // prettier-ignore
  assert.equal((await house.post(path, snappyOf(writeV1(series)), v1Headers)).status, 400)
  assert.equal((await house.post(path, snappyOf(writeV2(series)), v2Headers)).status, 204)
  for (const { write, headers } of versions) {
    const body = write([{ labels: [...up, ['zone', 'XXXX']], samples: [{ at, value: 1 }] }])
    body.write('\xff\xfe\xc0\x80', body.indexOf('XXXX'), 'latin1')
    const answer = await house.post(path, snappyOf(body), headers)
    assert.deepEqual([answer.status, counts(answer.headers)], [400, ['0', '0', '0']])
    assert.match(answer.text, /not valid UTF-8/)
  }
})

test('native histograms, exemplars and descriptions are stored, and a histogram that does not add up is refused', async (t) => {
  for (const { name, write, headers } of versions) {
    const house = await openHouse(t)
    const at = house.ctx.now().getTime()
    const labels: [string, string][] = [['__name__', 'latency_seconds'], ['job', 'api']] // prettier-ignore
    const histograms = [
      { at, count: 6, sum: 18.5, schema: 3, positive: [-2, [1, 1, 1]] as [number, number[]] },
      {
        at: at + 1,
        count: 2.5,
        sum: 1,
        schema: -53,
        positive: [0, [0.5, 2]] as [number, number[]],
        floats: true,
        custom: [0.1],
      },
      { at: at + 2, count: 0, sumBytes: staleBytes },
      { at: at + 3, count: 99, schema: 3, positive: [-2, [1, 1, 1]] as [number, number[]] },
    ]
    const exemplars = [{ at, value: 0.7, labels: [['trace_id', 'abc']] as [string, string][] }]
    const body = write([{ labels, histograms, exemplars, metadata: { type: 3, help: 'How long', unit: 'seconds' } }])
    const answer = await house.post(path, snappyOf(body), headers)
    assert.deepEqual([answer.status, counts(answer.headers)], [400, ['1', '2', '1']], answer.text)
    assert.match(answer.text, /1 for a histogram that cannot be, the first: latency_seconds.*count of 99/)
    const stored = await house.ctx.columns
      .forWorkspace(house.ctx.workspaceId)
      .query<{ bytes: string }>(
        'select histogram as bytes from metric_histograms where workspace_id = {workspaceId:String} order by at',
        {},
      )
    const [first, second] = stored.map(({ bytes }) => histogramFromBytes(Buffer.from(bytes, 'base64')))
    assert.deepEqual(
      [first?.count, [...(first?.positive.counts ?? [])], [...(first?.positive.indexes ?? [])]],
      [6, [1, 2, 3], [-2, -1, 0]],
    )
    assert.deepEqual([second?.customBounds, [...(second?.positive.counts ?? [])]], [[0.1], [0.5, 2]])
    assert.deepEqual(await house.rows('metric_exemplars', 'value, labels'), [
      { value: 0.7, labels: { trace_id: 'abc' } },
    ])
    const described = await house.rows('metric_descriptions', 'metric, kind, unit, help')
    const expected = [{ metric: 'latency_seconds', kind: 'histogram', unit: 'seconds', help: 'How long' }]
    assert.deepEqual(described, name === '2.0' ? expected : [])
  }
})

test('descriptions come in requests of their own in 1.0', async (t) => {
  const house = await openHouse(t)
  const metadata = [{ type: 1, name: 'requests_total', help: 'All of them', unit: '' }]
  for (let times = 0; times < 2; times++) {
    assert.equal((await house.post(path, snappyOf(writeV1([], metadata)), v1Headers)).status, 204)
  }
  assert.deepEqual(await house.rows('metric_descriptions', 'metric, kind, help'), [
    { metric: 'requests_total', kind: 'counter', help: 'All of them' },
  ])
})

test('2.0 refuses what has no sense: samples with histograms, neither, and references to nowhere', async (t) => {
  const house = await openHouse(t)
  const at = house.ctx.now().getTime()
  const good = { labels: up, samples: [{ at, value: 1 }] }
  const both = await house.post(
    path,
    snappyOf(writeV2([good, { ...good, histograms: [{ at, count: 0 }] }, { labels: up }])),
    v2Headers,
  )
  assert.deepEqual([both.status, counts(both.headers)], [400, ['1', '0', '0']])
  assert.match(both.text, /samples and histograms/)
  // Symbols "" and "a"; a series with references 1 and 9, one with a single reference.
  const sample = Buffer.from('120b09000000000000f03f1001', 'hex')
  for (const [refs, why] of [
    ['0a020109', /outside of the symbols/],
    ['0a0101', /odd number/],
  ] as const) {
    const series = Buffer.concat([Buffer.from(refs, 'hex'), sample])
    const body = Buffer.concat([Buffer.from('2200220161', 'hex'), withPrefix(0x2a, series)])
    const answer = await house.post(path, snappyOf(body), v2Headers)
    assert.deepEqual([answer.status, counts(answer.headers)], [400, ['0', '0', '0']])
    assert.match(answer.text, why)
  }
  const noEmpty = Buffer.concat([Buffer.from('220161', 'hex'), withPrefix(0x2a, sample)])
  assert.match((await house.post(path, snappyOf(noEmpty), v2Headers)).text, /first symbol/)
})

test('the schema is that of the content type, and every other type or encoding is a 415', async (t) => {
  const house = await openHouse(t)
  const body = snappyOf(writeV1([{ labels: up, samples: [{ at: house.ctx.now().getTime(), value: 1 }] }]))
  const send = (headers: Record<string, string>) => house.post(path, body, { ...v1Headers, ...headers })
  assert.equal((await send({ 'content-type': 'application/x-protobuf;proto=prometheus.WriteRequest' })).status, 204)
  assert.equal((await send({ 'x-prometheus-remote-write-version': '2.0.0' })).status, 204)
  const bad: Record<string, string>[] = [
    { 'content-type': 'application/json' },
    { 'content-type': 'application/x-protobuf;proto=io.prometheus.write.v3.Request' },
    { 'content-type': 'application/x-protobuf;proto=toString' },
    { 'content-encoding': 'gzip' },
    { 'content-encoding': '' },
  ]
  for (const headers of bad) {
    const answer = await send(headers)
    assert.deepEqual([answer.status, counts(answer.headers)], [415, [null, null, null]], JSON.stringify(headers))
  }
})

test('keys come as Bearer, as password or in the header of our own; none, a wrong one and an API key are refused', async (t) => {
  const house = await openHouse(t)
  const body = snappyOf(writeV1([{ labels: up, samples: [{ at: house.ctx.now().getTime(), value: 1 }] }]))
  const send = (headers: Record<string, string>) =>
    house.post(path, body, { ...v1Headers, authorization: '', ...headers })
  const basic = (password: string) => ({
    authorization: `Basic ${Buffer.from(`anyone:${password}`).toString('base64')}`,
  })
  const good = [{ authorization: `Bearer ${house.key}` }, basic(house.key), { 'x-watchword-key': house.key }]
  for (const headers of good) assert.equal((await send(headers)).status, 204)
  assert.equal((await send({})).status, 401)
  assert.equal((await send(basic('f'.repeat(32)))).status, 401)
  assert.equal((await send({ authorization: `Bearer ${house.key}`, 'x-watchword-key': 'f'.repeat(32) })).status, 401)
  const api = await send({ authorization: 'Bearer wwk_abc' })
  assert.deepEqual([api.status, counts(api.headers)], [403, [null, null, null]])
})

test('a body that is cut at any byte is a 400 with zeros, or what was whole, and never anything else', async (t) => {
  const house = await openHouse(t)
  const at = house.ctx.now().getTime()
  for (const { write, headers } of versions) {
    const body = write([
      { labels: up, samples: [{ at, value: 1 }], exemplars: [{ at, value: 1, labels: [['a', 'b']] }] },
    ])
    for (let end = 1; end < body.length; end++) {
      const answer = await house.post(path, snappyOf(body.subarray(0, end)), headers)
      assert.ok(answer.status === 400 || answer.status === 204, `${answer.status} at ${end}`)
      if (answer.status === 204) continue
      assert.deepEqual(counts(answer.headers), ['0', '0', '0'], `at ${end}`)
    }
  }
})

test('a body that is too large, as sent or as it says it will be, is a 413', async (t) => {
  const house = await openHouse(t)
  const bomb = Buffer.from('ffffffff0f0061', 'hex')
  assert.equal((await house.post(path, bomb, v1Headers)).status, 413)
  assert.equal((await house.post(path, Buffer.alloc(33 * 1024 * 1024), v1Headers)).status, 413)
  // 300,000 series that say nothing, in 600 KB.
  const many = Buffer.alloc(600_000)
  for (let at = 0; at < many.length; at += 2) many[at] = 0x0a
  assert.equal((await house.post(path, snappyOf(many), v1Headers)).status, 413)
})

test('with the store away nothing is told as written, and the whole sent again is stored once', async (t) => {
  const house = await openHouse(t)
  const at = house.ctx.now().getTime()
  const body = snappyOf(writeV1([{ labels: up, samples: [{ at, value: 1 }, { at: at + 1, value: 2 }] }])) // prettier-ignore
  for (const failing of ['metric_series', 'metric_samples']) {
    house.beforeInsert.hook = (table) => {
      if (table === failing) throw unavailable('the store is away')
    }
    const answer = await house.post(path, body, v1Headers)
    assert.deepEqual([answer.status, counts(answer.headers)], [503, ['0', '0', '0']])
    assert.ok(Number(answer.headers.get('retry-after')) >= 1)
    assert.deepEqual(await house.rows('metric_samples', 'value'), [])
  }
  house.beforeInsert.hook = undefined
  for (let times = 0; times < 2; times++) assert.equal((await house.post(path, body, v1Headers)).status, 204)
  assert.deepEqual(await house.rows('metric_samples final', 'value'), [{ value: 1 }, { value: 2 }])
  assert.equal((await house.rows('metric_series final', 'metric')).length, 1)
})

test('beyond the series of a day what is known goes on, the rest is a 429, and a new process counts on', async (t) => {
  const house = await openHouse(t, { maxSeries: 2 })
  const at = house.ctx.now().getTime()
  const of = (...names: string[]) =>
    snappyOf(writeV1(names.map((name) => ({ labels: [['__name__', name]], samples: [{ at, value: 1 }] }))))
  assert.equal((await house.post(path, of('a', 'b'), v1Headers)).status, 204)
  const over = await house.post(path, of('a', 'b', 'c', 'd'), v1Headers)
  assert.deepEqual([over.status, counts(over.headers)], [429, ['2', '0', '0']])
  assert.match(over.text, /new series in a day/)
  assert.equal(over.headers.get('retry-after'), '300')
  assert.equal((await house.post(path, of('a', 'b'), v1Headers)).status, 204)
  const next = await openHouse(t, { ctx: house.ctx, maxSeries: 2 })
  assert.equal((await next.post(path, of('c'), v1Headers)).status, 429)
  const limited = (await house.outcomes()).find(({ reason }) => reason === 'series_limit')
  assert.ok(limited && limited.quantity >= 2)
})

test('a day later the same series is there again, and its samples are kept apart from those of another class', async (t) => {
  let now = Date.now()
  const house = await openHouse(t, { now: () => new Date(now), keptDays: 90 })
  const send = () => house.post(path, snappyOf(writeV1([{ labels: up, samples: [{ at: now, value: 1 }] }])), v1Headers)
  assert.equal((await send()).status, 204)
  now += 86_400_000
  assert.equal((await send()).status, 204)
  assert.equal((await house.rows('metric_series', 'seen_until')).length, 2)
  const parts = await house.rows<{ part: string }>('metric_samples', 'distinct _partition_id as part')
  assert.equal(parts.length, 2)
  for (const { part } of parts) assert.match(part, /^\d{8}00090$/)
})

test('numbers of cards in labels are taken out before a series is made of them', async (t) => {
  const house = await openHouse(t)
  const labels: [string, string][] = [...up, ['note', 'card 4111111111111111']]
  const body = writeV1([{ labels, samples: [{ at: house.ctx.now().getTime(), value: 1 }] }])
  assert.equal((await house.post(path, snappyOf(body), v1Headers)).status, 204)
  const [series] = await house.rows<{ labels: Record<string, string> }>('metric_series', 'labels')
  assert.equal(series?.labels['note'], 'card [card number removed]')
})

test('exemplars may come in a series of their own, as Prometheus sends them, and find it', async (t) => {
  for (const { write, headers } of versions) {
    const house = await openHouse(t)
    const at = house.ctx.now().getTime()
    const answer = await house.post(
      path,
      snappyOf(write([{ labels: up, exemplars: [{ at, value: 1, labels: [] }] }])),
      headers,
    )
    assert.deepEqual([answer.status, counts(answer.headers)], [204, ['0', '0', '1']], answer.text)
    assert.equal((await house.rows('metric_series', 'metric')).length, 1)
  }
})
