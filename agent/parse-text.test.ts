import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { maxSamples } from './collect.ts'
import { formatText } from './format-text.ts'
import { maxLabels, parseText } from './parse-text.ts'
import { maxScrapeBytes, scrape } from './scrape.ts'
import { createTransport } from './send/http.ts'
import { createSeriesBook } from './series.ts'
import { createTextfiles, maxFileBytes, maxFiles } from './textfile.ts'

const directory = mkdtempSync(join(tmpdir(), 'watchword-text-'))
const transport = createTransport({ env: {} })
let server: Server
let body: string | Buffer = ''
let status = 200
before(async () => {
  server = createServer((_, response) => response.writeHead(status, { location: '/other' }).end(body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
after(() => {
  transport.close()
  server.close()
  rmSync(directory, { recursive: true, force: true })
})

const limits = { maxSamples: 100, withTimes: 'ignored' } as const

test('the text format is read as Prometheus reads it', () => {
  const text = [
    '# HELP requests_total Requests.',
    '# TYPE requests_total counter',
    'requests_total{method="get",path="C:\\\\DIR\\n\\"x\\""} 1027 1395066363000',
    'requests_total { method = "post" , } 3e2',
    '# TYPE latency histogram',
    'latency_bucket{le="+Inf"} 4',
    'latency_sum 0.5',
    'no_type{empty=""} -Inf',
    'nothing NaN',
    '\tspaced\t{a="b # c"}\t7 # {trace_id="1"} 0.5',
    'none{} 1',
    '',
  ].join('\n')
  assert.deepEqual(parseText(text, limits), [
    { name: 'requests_total', type: 'counter', labels: ['method', 'get', 'path', 'C:\\DIR\n"x"'], value: 1027 },
    { name: 'requests_total', type: 'counter', labels: ['method', 'post'], value: 300 },
    { name: 'latency_bucket', type: 'histogram', labels: ['le', '+Inf'], value: 4 },
    { name: 'latency_sum', type: 'histogram', labels: [], value: 0.5 },
    { name: 'no_type', type: 'unknown', labels: [], value: -Infinity },
    { name: 'nothing', type: 'unknown', labels: [], value: Number.NaN },
    { name: 'spaced', type: 'unknown', labels: ['a', 'b # c'], value: 7 },
    { name: 'none', type: 'unknown', labels: [], value: 1 },
  ])
})

test('a line that is not understood is named, and nothing of the text is taken', () => {
  for (const line of [
    'word',
    '1abc 2',
    'a{b="c" 1',
    'a{b=c} 1',
    'a{b="c"d="e"} 1',
    'a{b="c",b="d"} 1',
    'a{__name__="x"} 1',
    'a 0x10',
    'a 1 2 3',
    'a{b="\n"} 1',
    `a{b="${'x'.repeat(2_000)}"} 1`,
    `${'n'.repeat(300)} 1`,
    `a{${Array.from({ length: maxLabels + 1 }, (_, index) => `l${index}="x"`).join(',')}} 1`,
  ]) {
    assert.throws(() => parseText(`good 1\n${line}\n`, limits), /^Error: line [23]: /, line.slice(0, 40))
  }
  assert.throws(() => parseText('a 1\n'.repeat(101), limits), /more than 100 samples/)
  assert.throws(() => parseText('a 1 1395066363000', { ...limits, withTimes: 'refused' }), /a time has no place/)
})

test('what is printed can be read again, and is the same', () => {
  const book = createSeriesBook({ job: 'node', instance: 'a "b"\\c', labels: [['role', 'x\ny']] })
  const samples = parseText('up 1\nodd{path="a\\"b"} 1e21\nbig{} -Inf\nnan NaN\n', limits)
  const { batch } = { batch: book.record(5, [{ source: 'x', samples }]) }
  const again = parseText(formatText(batch), limits)
  assert.deepEqual(
    again.map(({ name, value }) => [name, value]),
    samples.map(({ name, value }) => [name, value]),
  )
  assert.deepEqual(again[1]?.labels, ['instance', 'a "b"\\c', 'job', 'node', 'path', 'a"b', 'role', 'x\ny'])
})

test('files of other programs are read; one that is not understood costs itself alone', () => {
  const read = createTextfiles(directory)
  const write = (name: string, text: string | Buffer) => writeFileSync(join(directory, name), text)
  write('backup.prom', 'backup_last_success_seconds 5\n')
  write('ignored.txt', 'not_a_metric 1\n')
  utimesSync(join(directory, 'backup.prom'), 100, 100)
  const names = () => read().samples.map(({ name, value }) => `${name} ${value}`)
  assert.deepEqual(names(), [
    'backup_last_success_seconds 5',
    'node_textfile_mtime_seconds 100',
    'node_textfile_scrape_error 0',
  ])
  write('bad.prom', 'good 1\nbad\n')
  write('large.prom', Buffer.alloc(maxFileBytes + 1, '#'))
  symlinkSync(join(directory, 'nowhere'), join(directory, 'gone.prom'))
  assert.equal(spawnSync('mkfifo', [join(directory, 'pipe.prom')]).status, 0)
  const reading = read()
  assert.deepEqual(
    reading.samples.map(({ name, value }) => `${name} ${value}`),
    ['backup_last_success_seconds 5', 'node_textfile_mtime_seconds 100', 'node_textfile_scrape_error 1'],
  )
  for (const said of [
    /bad\.prom: line 2/,
    /large\.prom: longer than/,
    /gone\.prom: ENOENT/,
    /pipe\.prom: not a file/,
  ]) {
    assert.match(reading.error?.message ?? '', said)
  }
  for (const name of ['bad.prom', 'large.prom', 'gone.prom', 'pipe.prom']) rmSync(join(directory, name))
  write('backup.prom', 'backup_last_success_seconds 6\n')
  assert.equal(names()[0], 'backup_last_success_seconds 6')
  for (let index = 0; index <= maxFiles; index += 1) write(`many-${index}.prom`, `many{n="${index}"} 1\n`)
  assert.match(read().error?.message ?? '', /more than 100 files/)
})

test('a program on this machine is asked for its metrics; when it fails it is down and its series end', async () => {
  const url = new URL(`http://localhost:${(server.address() as AddressInfo).port}/metrics`)
  const target = { job: 'shop', url }
  const book = createSeriesBook({ job: 'node', instance: 'web-1', labels: [] })
  const look = async () => {
    const readings = await scrape(target, 'web-1', transport)
    const { points } = book.record(1, readings)
    const shown = points.map(({ series: { labels }, value, isStale }) => {
      const label = (name: string) => labels[labels.indexOf(name) + 1]
      return `${label('__name__')} ${label('job')} ${label('instance')} ${isStale ? 'stale' : value}`
    })
    return { shown, error: readings[0]?.error?.message }
  }
  const names = `shop web-1:${url.port}`
  body = '# TYPE orders_total counter\norders_total{job="inner"} 5\n'
  const well = await look()
  assert.ok(well.shown.includes(`orders_total ${names} 5`))
  assert.ok(well.shown.includes(`up ${names} 1`))
  assert.ok(well.shown.includes(`scrape_samples_scraped ${names} 1`))
  const failures: [() => void, RegExp][] = [
    [() => (status = 500), /answered 500/],
    [() => (status = 302), /answered 302/],
    [() => (body = 'not a metric\n'), /line 1: expected/],
    [() => (body = 'a 1\n'.repeat(maxSamples + 1)), /more than 5000 samples/],
    [() => (body = Buffer.alloc(maxScrapeBytes + 1, '#')), /longer than/],
  ]
  for (const [index, [change, says]] of failures.entries()) {
    change()
    const { shown, error } = await look()
    assert.match(error ?? '', says)
    assert.ok(shown.includes(`up ${names} 0`))
    assert.equal(shown.includes(`orders_total ${names} stale`), index === 0)
    status = 200
  }
})
