import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createByteKeys } from './byte-keys.ts'

test('keys are found by their bytes wherever those lie, and others are not', () => {
  const key = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))
  fc.assert(
    fc.property(fc.array(key, { maxLength: 300 }), fc.array(key), fc.integer(), (added, others, seed) => {
      const keys = createByteKeys<number>(seed)
      const known = new Map<string, number>()
      const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
      const find = (bytes: Uint8Array) => {
        const within = Buffer.concat([Buffer.from([7]), bytes, Buffer.from([9])])
        return keys.find(within, 1, 1 + bytes.length)
      }
      for (const [at, bytes] of added.entries()) {
        const isNew = keys.add(bytes, 0, bytes.length, at) !== undefined
        assert.equal(isNew, !known.has(textOf(bytes)))
        if (isNew) known.set(textOf(bytes), at)
      }
      for (const bytes of [...added, ...others]) assert.equal(find(bytes), known.get(textOf(bytes)))
    }),
  )
})

test('a hundred thousand keys are found again', () => {
  const keys = createByteKeys<number>(1)
  const names = Array.from({ length: 100_000 }, (_, at) => Buffer.from(`series-${at}`))
  for (const [at, name] of names.entries()) keys.add(name, 0, name.length, at)
  for (const [at, name] of names.entries()) assert.equal(keys.find(name, 0, name.length), at)
  assert.equal(keys.find(Buffer.from('series-'), 0, 7), undefined)
})

test('what is kept is not what was given', () => {
  const keys = createByteKeys<string>(1)
  const bytes = Buffer.from('abc')
  keys.add(bytes, 0, 3, 'found')
  bytes.fill(0)
  assert.equal(keys.find(Buffer.from('abc'), 0, 3), 'found')
  assert.equal(keys.find(bytes, 0, 3), undefined)
})
