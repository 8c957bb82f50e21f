/**
 * Requests of one host differ in their values and their time only. So the first one is compressed in such a way that these
 * stand where they can be replaced, and those after it are that one with other numbers in it: no byte is encoded twice.
 * Nearly half of a host's values are 0 for ever: they are compressed as such until one changes.
 */
import type { Batch, Point, Series } from '../series.ts'
import { layOut2 } from './remote-write-2.ts'
import { compressMarked } from './snappy.ts'
import { varintBytes, varintOf, writeValue } from './writer.ts'

type Form = {
  series: Series[]
  timeBytes: number
  payload: Buffer
  /** Where each value begins in the payload; 0 is nowhere, it is one of those that are 0. */
  valuesAt: Uint32Array
  /** Where bytes of the time stand, and which of them, in turns; all other times are copies of these. */
  timesAt: number[]
}

/** Series come and go, and a large cycle is several requests. The last used is the first. */
const maxForms = 64
/** What was 0 in so many requests is taken to stay so. */
const settling = 10
/** Below are bytes. Symbols of the time are like each other, those of values like nothing. */
const firstOfTime = 256
const firstOfValues = 512

/** Encodes batch after batch as requests of remote write 2.0, compressed. */
export function createFormEncoder(): (batch: Batch) => Buffer {
  const forms: Form[] = []
  // What was not 0 once: to make a form is dear, so each series causes it one time at most.
  const moved = new WeakSet<Series>()
  let requests = 0
  return (batch) => {
    requests += 1
    if (requests <= settling) for (const point of batch.points) if (!isZero(point)) moved.add(point.series)
    if (requests === settling) forms.length = 0
    const timeBytes = varintBytes(batch.timeMs)
    const index = forms.findIndex((form) => form.timeBytes === timeBytes && isOf(form, batch))
    const known = forms[index]
    const filled = known && fill(known, batch, moved)
    if (filled && index === 0) return filled
    const form = known && filled ? known : makeForm(batch, timeBytes, requests < settling ? undefined : moved)
    forms.splice(index < 0 ? maxForms - 1 : index, 1)
    forms.unshift(form)
    return filled ?? Buffer.from(form.payload)
  }
}

function isOf({ series }: Form, { points }: Batch): boolean {
  if (series.length !== points.length) return false
  for (let index = 0; index < series.length; index += 1) if (series[index] !== points[index]?.series) return false
  return true
}

/** To the bit: -0 is another number. */
function isZero({ value, isStale }: Point): boolean {
  return !isStale && Object.is(value, 0)
}

function makeForm(batch: Batch, timeBytes: number, moved: WeakSet<Series> | undefined): Form {
  const { bytes, valuesAt, timesAt } = layOut2(batch)
  const symbols = Uint32Array.from(bytes)
  for (const at of timesAt) for (let byte = 0; byte < timeBytes; byte += 1) symbols[at + byte] = firstOfTime + byte
  for (const [index, at] of valuesAt.entries()) {
    const point = batch.points[index]
    if (moved && point && isZero(point) && !moved.has(point.series)) continue
    for (let byte = 0; byte < 8; byte += 1) symbols[at + byte] = firstOfValues + 8 * index + byte
  }
  const form = { valuesAt: new Uint32Array(valuesAt.length), timesAt: new Array<number>() }
  const payload = compressMarked(bytes, {
    symbols,
    isInner: (at) => (symbols[at] ?? 0) >= firstOfValues && ((symbols[at] ?? 0) - firstOfValues) % 8 !== 0,
    onLiteral: (from, to, start) => {
      for (let at = from; at < to; at += 1) {
        const symbol = symbols[at] ?? 0
        const place = start + at - from
        const value = (symbol - firstOfValues) / 8
        if (symbol < firstOfTime) continue
        if (symbol < firstOfValues) form.timesAt.push(place, symbol - firstOfTime)
        else if (Number.isInteger(value)) form.valuesAt[value] = place
      }
    },
  })
  return { ...form, series: batch.points.map(({ series }) => series), timeBytes, payload: Buffer.from(payload) }
}

/** A copy: the one before may be on its way still. Undefined when something that the form has as 0 no longer is. */
function fill(form: Form, { timeMs, points }: Batch, moved: WeakSet<Series>): Buffer | undefined {
  const { valuesAt, timesAt } = form
  const request = Buffer.from(form.payload)
  const view = new DataView(request.buffer, request.byteOffset, request.length)
  let isWhole = true
  for (let index = 0; index < points.length; index += 1) {
    const point = points[index]
    const at = valuesAt[index] ?? 0
    if (point === undefined) continue
    if (at > 0) writeValue(view, at, point.value, point.isStale)
    else if (!isZero(point)) {
      moved.add(point.series)
      isWhole = false
    }
  }
  const time = varintOf(timeMs)
  for (let index = 0; index < timesAt.length; index += 2)
    request[timesAt[index] ?? 0] = time[timesAt[index + 1] ?? 0] ?? 0
  return isWhole ? request : undefined
}
