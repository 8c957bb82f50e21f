/** What senders can make the process keep: nothing of what was refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { openHouse, type House } from '../house.fixture.ts'
import { requestOf, text } from '../otlp/request.fixture.ts'
import { snappyOf, v1Headers, v2Headers, writeV1, writeV2 } from '../remote-write/message.fixture.ts'

const mebibyte = 1024 * 1024
/** More than what caches and compiled code come to, and half of what each attack brings. */
const maxGrowth = 12 * mebibyte

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** Of the heap and of buffers, after everything that can go has gone. */
function held(): number {
  for (let times = 0; times < 3; times++) collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** A number as letters, so that each text is another one. */
const filler = (at: number, size: number): string => `${at}-`.padEnd(size, 'x')

type Attack = { name: string; status: number; send: (house: House, at: number) => ReturnType<House['post']> }

const write = '/prometheus/api/v1/write'
const json = { 'content-type': 'application/json' }

const attacks: Attack[] = [
  {
    name: '32 MiB that ten bytes claim',
    status: 400,
    send: (house) => house.post(write, Buffer.from('808080100061', 'hex'), v1Headers),
  },
  {
    name: 'labels that are too long, in 1.0',
    status: 400,
    send: (house, at) =>
      house.post(write, snappyOf(writeV1([{ labels: [['__name__', filler(at, mebibyte / 2)]], samples: [] }, bomb(at)])), v1Headers), // prettier-ignore
  },
  {
    name: 'labels that are too many, in 2.0',
    status: 400,
    send: (house, at) => house.post(write, snappyOf(writeV2([bomb(at)])), v2Headers),
  },
  {
    name: 'attributes that are too many, by OTLP',
    status: 200,
    send: (house, at) => {
      const attributes = Array.from({ length: 70 }, (_, index) => text(`l${index}`, filler(at, 10_000)))
      const timeUnixNano = `${house.ctx.now().getTime()}000000`
      const request = requestOf([{ name: 'm', gauge: { dataPoints: [{ timeUnixNano, asInt: '1', attributes }] } }])
      return house.post('/v1/metrics', JSON.stringify(request), json)
    },
  },
  {
    name: 'lists in lists, by OTLP',
    status: 400,
    send: (house) => house.post('/v1/metrics', '['.repeat(mebibyte / 2), json),
  },
  {
    name: 'lines that are none',
    status: 400,
    send: (house, at) => house.post('/prometheus/api/v1/import/prometheus', filler(at, mebibyte / 2)),
  },
  {
    name: 'a line of Influx that does not end',
    status: 400,
    send: (house, at) => house.post('/prometheus/write', `m,a=${filler(at, mebibyte / 2)} f=1`),
  },
]

const bomb = (at: number) => ({
  labels: [
    ['__name__', 'm'] as [string, string],
    ...Array.from({ length: 70 }, (_, index): [string, string] => [`l${index}`, filler(at, 10_000)]),
  ],
  samples: [{ at: Date.now(), value: 1 }],
})

for (const { name, status, send } of attacks) {
  test(`nothing is kept of ${name}`, async (t) => {
    const house = await openHouse(t)
    const attack = async (from: number, times: number): Promise<void> => {
      for (let at = from; at < from + times; at++) assert.equal((await send(house, at)).status, status, String(at))
    }
    await attack(0, 8)
    const before = held()
    await attack(8, 40)
    const growth = held() - before
    assert.ok(growth < maxGrowth, `${Math.round(growth / mebibyte)} MiB more`)
  })
}
