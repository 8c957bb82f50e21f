import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openQueue } from './queue.ts'
import { headerBytes } from './segment.ts'

const base = mkdtempSync(join(tmpdir(), 'watchword-queue-'))
after(() => rmSync(base, { recursive: true, force: true }))
let count = 0
const newDirectory = () => join(base, String(count++))

function open(directory: string, maxBytes = 1024 * 1024) {
  const lost: [number, string][] = []
  const said: string[] = []
  const queue = openQueue({
    directory,
    maxBytes,
    onLost: (samples, reason) => lost.push([samples, reason]),
    log: (text) => said.push(text),
  })
  return { queue, lost, said }
}

/** Takes everything out, oldest first. */
function drain({ queue }: ReturnType<typeof open>): string[] {
  const found: string[] = []
  for (let stored = queue.peek(); stored; stored = queue.peek()) {
    found.push(stored.payload.toString())
    stored.done()
  }
  return found
}

const segmentsIn = (directory: string) => readdirSync(directory).filter((name) => name.endsWith('.segment'))

test('what was put in comes out in its order, also in the next process, and leaves nothing on the disk', () => {
  const directory = newDirectory()
  const first = open(directory)
  for (let index = 0; index < 10; index += 1) first.queue.append({ payload: Buffer.from(`a${index}`), samples: 1 })
  assert.equal(first.queue.peek()?.payload.toString(), 'a0')
  first.queue.close()
  const second = open(directory)
  second.queue.append({ payload: Buffer.from('later'), samples: 1 })
  assert.deepEqual(drain(second), [...Array.from({ length: 10 }, (_, index) => `a${index}`), 'later'])
  assert.ok(second.queue.isEmpty)
  assert.equal(second.queue.bytes, 0)
  assert.deepEqual(segmentsIn(directory), [])
  assert.deepEqual(second.lost, [])
})

test('the queue stays within its bound: the oldest goes first, and each lost sample is counted', () => {
  const directory = newDirectory()
  const maxBytes = 64 * 1024
  const opened = open(directory, maxBytes)
  const total = 500
  for (let index = 0; index < total; index += 1) {
    opened.queue.append({ payload: Buffer.from(`${index}:${'x'.repeat(500)}`), samples: 7 })
    const onDisk = segmentsIn(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0)
    assert.ok(onDisk <= maxBytes, `${onDisk} bytes on the disk`)
  }
  const numbers = drain(opened).map((text) => Number(text.split(':')[0]))
  assert.equal(numbers.at(-1), total - 1)
  assert.deepEqual(
    numbers,
    Array.from({ length: numbers.length }, (_, index) => total - numbers.length + index),
  )
  assert.ok(numbers.length > 100, `${numbers.length} are left`)
  assert.equal(
    opened.lost.reduce((sum, [samples]) => sum + samples, 0),
    7 * (total - numbers.length),
  )
  assert.ok(opened.lost.every(([, reason]) => reason === 'queue_full'))
})

test('what was sent of the oldest part is not counted as lost when that part is dropped', () => {
  const opened = open(newDirectory(), 16 * 1024)
  const payload = Buffer.alloc(400)
  opened.queue.append({ payload, samples: 5 })
  opened.queue.append({ payload, samples: 5 })
  const head = opened.queue.peek()!
  head.done()
  while (opened.lost.length === 0) opened.queue.append({ payload, samples: 5 })
  assert.deepEqual(opened.lost, [[5, 'queue_full']])
})

test('a record that was dropped while it was on its way is not taken from what came after it', () => {
  const opened = open(newDirectory(), 16 * 1024)
  opened.queue.append({ payload: Buffer.from('first'), samples: 1 })
  const first = opened.queue.peek()!
  while (opened.lost.length === 0) opened.queue.append({ payload: Buffer.alloc(900, 'b'), samples: 1 })
  const left = opened.queue.bytes
  first.done()
  assert.equal(opened.queue.bytes, left)
  assert.equal(opened.queue.peek()?.payload[0], 'b'.charCodeAt(0))
})

test('an end that was torn off at any byte is cut, and what is before it is whole', () => {
  const directory = newDirectory()
  const first = open(directory)
  const payloads = ['one', 'two two', 'three three three']
  for (const text of payloads) first.queue.append({ payload: Buffer.from(text), samples: 1 })
  first.queue.close()
  const [name = ''] = segmentsIn(directory)
  const { length } = readFileSync(join(directory, name))
  const ends = payloads.map((_, index) =>
    payloads.slice(0, index + 1).reduce((sum, text) => sum + headerBytes + text.length, 0),
  )
  for (let cut = 0; cut < length; cut += 1) {
    const torn = newDirectory()
    open(torn).queue.close()
    copyFileSync(join(directory, name), join(torn, name))
    truncateSync(join(torn, name), cut)
    const opened = open(torn)
    assert.deepEqual(drain(opened), payloads.slice(0, ends.filter((end) => end <= cut).length), `cut at ${cut}`)
    assert.equal(opened.said.length, cut === 0 || ends.includes(cut) ? 0 : 1)
    // It goes on as if nothing had been.
    opened.queue.append({ payload: Buffer.from('new'), samples: 1 })
    assert.deepEqual(drain(opened), ['new'])
  }
})

test('a bit that turned over is found, and what follows it is not sent as if it were whole', () => {
  const directory = newDirectory()
  const first = open(directory)
  for (const text of ['one', 'two', 'three']) first.queue.append({ payload: Buffer.from(text), samples: 1 })
  first.queue.close()
  const path = join(directory, segmentsIn(directory)[0]!)
  const bytes = readFileSync(path)
  const at = headerBytes + 3 + headerBytes + 1
  bytes[at] = bytes[at]! ^ 4
  writeFileSync(path, bytes)
  assert.deepEqual(drain(open(directory)), ['one'])
})

test('a smaller bound holds for what an earlier process left', () => {
  const directory = newDirectory()
  const first = open(directory)
  for (let index = 0; index < 1_500; index += 1) first.queue.append({ payload: Buffer.alloc(500), samples: 2 })
  first.queue.close()
  const second = open(directory, 300_000)
  assert.ok(second.queue.bytes <= 300_000)
  const left = drain(second).length
  assert.equal(
    second.lost.reduce((sum, [samples]) => sum + samples, 0),
    2 * (1_500 - left),
  )
})

const writer = `
import { openQueue } from ${JSON.stringify(join(import.meta.dirname, 'queue.ts'))}
const lost = []
const queue = openQueue({
  directory: process.argv[1], maxBytes: 8 * 1024 * 1024, log: () => {},
  onLost: (samples, reason) => lost.push([samples, reason]),
})
for (let index = 0; index < Number(process.argv[2]); index += 1) {
  queue.append({ payload: Buffer.from(index + ':' + 'x'.repeat(1000)), samples: 1 })
  if (index % 50 === 49) process.stdout.write(index + '\\n')
}
process.stdout.write(JSON.stringify({ lost, bytes: queue.bytes }))
`

test('kill -9 while it is written loses nothing that was written before', async () => {
  const directory = newDirectory()
  const child = spawn(process.execPath, ['--input-type=module', '-e', writer, directory, '100000'])
  let last = -1
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (text: Buffer) => {
      last = Math.max(last, ...text.toString().trim().split('\n').map(Number))
      if (last > 500) child.kill('SIGKILL')
    })
    child.on('close', () => resolve())
  })
  const opened = open(directory, 8 * 1024 * 1024)
  const numbers = drain(opened).map((text) => Number(text.split(':')[0]))
  assert.ok(numbers.length > last, `${numbers.length} of ${last}`)
  assert.deepEqual(
    numbers,
    Array.from({ length: numbers.length }, (_, index) => index),
  )
})

test('when the disk takes no more the oldest goes, the newest is kept, the loss is counted, and nothing stops', () => {
  const directory = newDirectory()
  // A limit of eight blocks for each file: the same error for a writer as a disk that is full.
  const limited = `trap '' XFSZ; ulimit -f 8; exec "$@"`
  const args = ['-c', limited, 'sh', process.execPath, '--input-type=module', '-e', writer, directory, '20']
  const { stdout, stderr, status } = spawnSync('sh', args, { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  const { lost, bytes } = JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)) as {
    lost: [number, string][]
    bytes: number
  }
  assert.ok(lost.length > 0 && lost.every(([, reason]) => reason === 'disk'), JSON.stringify(lost))
  const left = drain(open(directory)).map((text) => Number(text.split(':')[0]))
  assert.ok(bytes > 0 && left.length > 0)
  assert.equal(left.at(-1), 19)
  assert.equal(lost.reduce((sum, [samples]) => sum + samples, 0) + left.length, 20)
})
