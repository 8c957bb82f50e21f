import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseEventsBody } from './event.ts'
import { readLogLine } from './log-line.ts'
import { computedMs } from '../../../testing/own-time.ts'

test('lines of syslog lose their header, which goes to where it belongs', () => {
  assert.deepEqual(readLogLine("<34>1 2026-05-01T11:59:00.003Z web-1 su 17 ID47 - 'su root' failed for ada"), {
    text: "'su root' failed for ada",
    level: 'fatal',
    host: 'web-1',
    program: 'su',
    at: new Date('2026-05-01T11:59:00.003Z'),
  })
  assert.deepEqual(readLogLine('<165>1 2026-05-01T11:59:00Z - - - - [a@1 b="x \\] y"][c@1 d="e"] hello'), {
    text: 'hello',
    level: 'info',
    host: undefined,
    program: undefined,
    at: new Date('2026-05-01T11:59:00Z'),
  })
  const text = 'Failed password for root from 203.0.113.9 port 22'
  const old = { text, host: 'web-1', program: 'sshd' }
  assert.deepEqual(readLogLine(`Nov  1 15:00:01 web-1 sshd[123]: ${text}`), { ...old, level: undefined })
  assert.deepEqual(readLogLine(`<11>Nov 21 15:00:01 web-1 sshd: ${text}`), { ...old, level: 'error' })
})

test('lines of loggers lose their time and level', () => {
  const text = 'Order 17 was refused'
  const at = new Date('2026-05-01T11:59:00.250Z')
  const cases: [line: string, level: string | undefined, at: Date | undefined][] = [
    [`2026-05-01 11:59:00,250 ERROR ${text}`, 'error', undefined],
    [`2026-05-01T11:59:00.250Z [WARN] ${text}`, 'warning', at],
    [`[2026-05-01T13:59:00.250+02:00] info: ${text}`, 'info', at],
    [`2026-05-01 11:59:00 ${text}`, undefined, undefined],
  ]
  for (const [line, level, at] of cases) assert.deepEqual(readLogLine(line), { text, level, at }, line)
})

test('everything else is a message like any other', () => {
  for (const line of [
    'Order 17 was refused',
    '',
    '<34>',
    '2026-05-01',
    'Nov 21: closed',
    '2026-05-01 11:59:00 ',
    '<999>hello',
  ]) {
    assert.equal(readLogLine(line), undefined, line)
  }
})

test('a hostile line is read in time that grows with its length [A-11]', () => {
  const parts = ['<34>1 a b c d e [', '[x="\\', '2026-05-01 11:59:00 ', 'Nov 21 15:00:01 ', ' '.repeat(50), ']', '\\']
  const startedMs = computedMs()
  for (const a of parts) for (const b of parts) readLogLine((a + b.repeat(8192)).slice(0, 8192))
  assert.ok(computedMs() - startedMs < 2000)
})

test('a line over the events API is an event of kind log, unless an error came with it', () => {
  const arrival = { receivedAt: new Date('2026-05-01T12:00:00Z'), projectId: 'prj_1', newEventId: () => 'f'.repeat(32) }
  const read = (sent: object) => parseEventsBody(Buffer.from(JSON.stringify(sent)), arrival).events[0]
  const message = '<11>1 2026-05-01T11:59:00Z web-1 sshd 17 - - Failed password for root'
  assert.partialDeepStrictEqual(read({ message }), {
    kind: 'log',
    level: 'error',
    title: 'Failed password for root',
    message: 'Failed password for root',
    host: 'web-1',
    logger: 'sshd',
    occurredAt: new Date('2026-05-01T11:59:00Z'),
  })
  const own = { level: 'debug', timestamp: '2026-05-01T11:00:00Z' }
  assert.partialDeepStrictEqual(read({ message, ...own }), { level: 'debug', occurredAt: new Date(own.timestamp) })
  assert.equal(read({ message, error: { type: 'E' } })?.kind, 'exception')
  assert.equal(read({ message: 'Order 17 was refused' })?.kind, 'message')
})
