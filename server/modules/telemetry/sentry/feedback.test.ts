import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileNameOf, readAttachments } from './attachment.ts'
import type { EnvelopeItem } from './envelope.ts'
import { readFeedback, readUserReport } from './feedback.ts'
import { maxAttachments, maxFeedbackMessage } from './limits.ts'
import type { Arrival } from './time.ts'

const receivedAt = new Date('2026-05-01T12:00:00Z')
const arrival: Arrival = { receivedAt, newEventId: () => 'f'.repeat(32) }
const id = '9ec79c33ec9942ab8353589fcb2e04dc'
const itemOf = (payload: unknown, header: Record<string, unknown> = {}): EnvelopeItem => ({
  type: 'x',
  header,
  payload: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
})
const feedback = (said: object, more: object = {}) =>
  readFeedback(itemOf({ contexts: { feedback: said }, ...more }), arrival)

test('what people say is read in both forms', () => {
  const said = {
    message: ' It broke ',
    name: 'Ada',
    contact_email: 'a@b.c',
    associated_event_id: id,
    url: 'https://shop.example',
  }
  const common = { receivedAt, eventId: id, name: 'Ada', email: 'a@b.c', message: 'It broke' }
  assert.deepEqual(feedback(said, { release: 'shop@1', environment: 'production' }).records?.feedback, [
    {
      ...common,
      url: 'https://shop.example',
      traceId: undefined,
      release: 'shop@1',
      environment: 'production',
      host: undefined,
    },
  ])
  const report = readUserReport(itemOf({ event_id: id, name: 'Ada', email: 'a@b.c', comments: 'It broke' }), arrival)
  assert.deepEqual(report.records?.feedback, [common])
})

test('what says nothing is counted, and a long message is cut', () => {
  for (const said of [{}, { message: '' }, { message: ' \n' }, { message: 7 }]) {
    assert.equal(feedback(said).outcomes?.[0]?.reason, 'invalid')
  }
  assert.equal(readUserReport(itemOf({ comments: 'without an event' }), arrival).outcomes?.[0]?.reason, 'invalid')
  const lengthOf = (length: number) => feedback({ message: 'x'.repeat(length) }).records?.feedback?.[0]?.message.length
  assert.deepEqual(
    [lengthOf(maxFeedbackMessage), lengthOf(maxFeedbackMessage + 1)],
    [maxFeedbackMessage, maxFeedbackMessage],
  )
})

const files = (length: number, header: Record<string, unknown> = { filename: 'a.txt' }) =>
  Array.from({ length }, () => itemOf('text', header))

test('a file belongs to the event of its envelope, and without one to nothing; it is counted in bytes', () => {
  const [file] =
    readAttachments(files(1, { filename: 'a.log', content_type: 'Text/Plain; charset=utf-8' }), id, receivedAt).records
      ?.attachments ?? []
  assert.deepEqual(
    [file?.eventId, file?.fileName, file?.contentType, file?.bytes.toString()],
    [id, 'a.log', 'text/plain', 'text'],
  )
  const { records, outcomes } = readAttachments(files(2), undefined, receivedAt)
  assert.deepEqual([records, outcomes?.find(({ reason }) => reason === 'no_event')?.quantity], [undefined, 8])
})

test('dumps of memory are not kept, and of files no more than the bound', () => {
  const counts = (list: EnvelopeItem[]) => {
    const { records, outcomes } = readAttachments(list, id, receivedAt)
    const of = (wanted: string) => outcomes?.find(({ reason }) => reason === wanted)?.quantity
    return [records?.attachments?.length, of('unsupported'), of('too_many')]
  }
  assert.deepEqual(counts(files(1, { attachment_type: 'event.minidump' })), [0, 4, 0])
  assert.deepEqual(counts(files(maxAttachments)), [maxAttachments, 0, 0])
  assert.deepEqual(counts(files(maxAttachments + 1)), [maxAttachments, 0, 4])
})

test('a name of a file is no path, and hides nothing [S-08]', () => {
  const cases: [sent: unknown, name: string][] = [
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\x.dll', 'x.dll'],
    ['..', 'attachment'],
    ['', 'attachment'],
    [undefined, 'attachment'],
    [{}, 'attachment'],
    ['a\u0000b\r\n.txt', 'ab.txt'],
    ['photo\u202egpj.exe', 'photogpj.exe'],
  ]
  for (const [sent, name] of cases) assert.equal(fileNameOf(sent), name)
  assert.ok(fileNameOf('x'.repeat(5000)).length <= 200)
  const [odd] =
    readAttachments(files(1, { content_type: 'text/html"><script>' }), id, receivedAt).records?.attachments ?? []
  assert.equal(odd?.contentType, 'application/octet-stream')
})
