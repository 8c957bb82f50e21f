import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EventDetail, Frame } from '../../api.ts'
import { eventMarkdown, maxFrames } from './event-markdown.ts'
import { dataUrl, maxPictureBytes, pictureOf } from './picture.ts'
import { hasUnnamedMaps, sourceProblems, sourceStates } from './source-state.ts'
import { gapOf, stackItems } from './stack-gap.ts'

const debugId = '5b8efff7-9803-4103-8269-b633813fc60c'
/** As the server writes it. */
const bareId = debugId.replaceAll('-', '')
const event = (changes: Partial<EventDetail> = {}): EventDetail => ({
  id: 'e'.repeat(32),
  occurredAt: '2026-11-21T10:00:05.000Z',
  receivedAt: '2026-11-21T10:00:05.000Z',
  payloadRemoved: false,
  kind: 'exception',
  times: 1,
  level: 'error',
  title: 'TypeError: x',
  culprit: '',
  platform: 'javascript',
  release: 'shop@1',
  environment: 'production',
  service: '',
  route: '',
  host: '',
  traceId: '',
  spanId: '',
  attributes: [],
  exceptions: [],
  threads: [],
  breadcrumbs: [],
  contexts: {},
  extra: {},
  packages: [],
  debugImages: [],
  notes: [],
  previousId: null,
  nextId: null,
  ...changes,
})
const stack = (...frames: Frame[]) => [{ type: 'TypeError', value: 'x', frames }]

test('a frame whose map is missing says which, by debug id and file', () => {
  const frame = { function: 'a', file: 'https://x/app.min.js', line: 1, column: 2000, inApp: true }
  const seen = event({
    exceptions: stack(frame),
    debugImages: [{ type: 'sourcemap', code_file: 'https://x/app.min.js', debug_id: debugId }],
    notes: [
      { path: 'exceptions.frames', what: 'unresolved', why: `no source map was uploaded for the debug id ${bareId}` },
    ],
  })
  assert.equal(sourceStates(seen)(frame), 'missing')
  assert.partialDeepStrictEqual(sourceProblems(seen), [{ debugId: bareId, file: 'https://x/app.min.js' }])
  assert.equal(hasUnnamedMaps(seen), false)
})

test('generated code that names no map is told from source, and a mapped frame from both', () => {
  const seen = event()
  const stateOf = sourceStates(seen)
  assert.equal(stateOf({ file: 'https://x/app.min.js?v=3', line: 1, column: 20 }), 'generated')
  assert.equal(stateOf({ file: 'https://x/index-5f3c9a7be1.js', line: 1, column: 20 }), 'generated')
  assert.equal(stateOf({ file: 'https://x/app.js', line: 1, column: 20_480 }), 'generated')
  assert.equal(stateOf({ file: 'src/pay.ts', line: 42, column: 7 }), 'plain')
  assert.equal(stateOf({ file: 'src/pay.ts', line: 42, minified: { file: 'app.min.js' } }), 'mapped')
  assert.equal(sourceStates(event({ platform: 'python' }))({ file: 'a.min.js', line: 1 }), 'plain')
})

test('frames that were not kept are counted where they are missing', () => {
  const frames = Array.from({ length: 50 }, (_, at): Frame => ({ function: `f${at}`, inApp: at === 49 || at === 0 }))
  const notes: EventDetail['notes'] = [
    { path: 'frames', what: 'trimmed', why: '10000 were sent; both ends are kept' },
    { path: 'exceptions.0.frames', what: 'trimmed', why: '250 were sent; both ends are kept' },
  ]
  const gap = gapOf(notes, 'exceptions.0.frames', frames)
  assert.deepEqual(gap, { after: 25, count: 9950 })
  assert.equal(gapOf(notes, 'exceptions.1.frames', frames), undefined)
  const items = stackItems(frames, gap)
  assert.deepEqual(
    items.map((item) =>
      item.kind === 'fold' ? item.frames.length : item.kind === 'gap' ? `${item.count} left out` : item.frame.function,
    ),
    ['f49', 24, '9950 left out', 24, 'f0'],
  )
})

test('of ten thousand own frames only the first are open', () => {
  const frames = Array.from({ length: 10_000 }, (): Frame => ({ function: 'recurse', inApp: true }))
  const items = stackItems(frames, undefined)
  assert.equal(items.length, 10_000)
  assert.equal(items.filter((item) => item.kind === 'frame' && item.startOpen).length, 5)
})

test('an event as Markdown has title, release, environment, stack, breadcrumbs and link', () => {
  const text = eventMarkdown(
    { number: 7, title: 'TypeError: x', projectName: 'Shop' },
    event({
      exceptions: stack({ function: 'charge', file: 'src/pay.ts', line: 42, column: 7 }),
      breadcrumbs: [{ at: '2026-11-21T10:00:04.000Z', category: 'ui.click', message: 'Pay' }],
    }),
    'https://watch.example/app/acme/incidents/inc_1?event=e',
  )
  for (const part of [
    '## TypeError: x',
    '[#7](https://watch',
    '`shop@1`',
    '`production`',
    '    at charge (src/pay.ts:42:7)',
    '-1.0 s  ui.click  Pay',
  ])
    assert.ok(text.includes(part), part)
})

test('what a stranger wrote does not act as markup, and a long stack is cut with its count', () => {
  const frames = Array.from({ length: 500 }, (): Frame => ({ function: '```\n# not a heading' }))
  const seen = event({ title: '[click](http://evil) <b>\n# x', release: 'a`b', exceptions: stack(...frames) })
  const text = eventMarkdown({ number: 1, title: '', projectName: '' }, seen, 'https://w/')
  assert.ok(text.startsWith(String.raw`## \[click\](http://evil) \<b\> ⏎ \# x`))
  assert.ok(text.includes('\n````\n'), 'the fence is longer than any in the text')
  assert.ok(!text.includes('\n# '))
  assert.ok(text.includes('``  a`b') || text.includes('`` a`b ``'))
  assert.ok(text.includes(`… ${501 - maxFrames} more lines`))
})

const png = (width: number, height: number): Uint8Array => {
  const bytes = new Uint8Array(33)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52])
  new DataView(bytes.buffer).setUint32(16, width)
  new DataView(bytes.buffer).setUint32(20, height)
  return bytes
}

test('only pictures that are what their bytes say, and that a browser can draw, are shown', () => {
  assert.deepEqual(pictureOf(png(8, 6)), { type: 'image/png', width: 8, height: 6 })
  assert.equal(pictureOf(png(50_000, 50_000)), undefined)
  assert.equal(pictureOf(png(0, 6)), undefined)
  const gif = Uint8Array.from([...Buffer.from('GIF89a'), 3, 0, 2, 0])
  assert.deepEqual(pictureOf(gif), { type: 'image/gif', width: 3, height: 2 })
  const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8, 0, 5, 0, 9, 0, 0])
  assert.deepEqual(pictureOf(jpeg), { type: 'image/jpeg', width: 9, height: 5 })
  for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<html><script>1</script>', 'GIF8', '', '\xff\xd8'])
    assert.equal(pictureOf(Buffer.from(text, 'latin1')), undefined)
  assert.equal(pictureOf(new Uint8Array(maxPictureBytes + 1)), undefined)
  assert.match(dataUrl(png(1, 1), { type: 'image/png', width: 1, height: 1 }), /^data:image\/png;base64,iVBORw0KGgo/)
})
