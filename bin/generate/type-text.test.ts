import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Schema } from './open-api.ts'
import { typeText } from './type-text.ts'

const received = (schema: Schema): string => typeText(schema, 'received')
const text = { type: 'string' }

test('each form of a schema becomes its type', () => {
  const expected: [Schema, string][] = [
    [{ type: 'integer' }, 'number'],
    [{ ...text, format: 'date-time' } as Schema, 'string'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ anyOf: [text, { type: 'null' }] }, 'string | null'],
    [{ oneOf: [text, {}] }, 'unknown'],
    [{ enum: ['a', "b'c", 'd\\e'] }, `'a' | 'b\\'c' | 'd\\\\e'`],
    [{ const: 'x' }, `'x'`],
    [{ type: 'array', items: { enum: ['a', 'b'] } }, `('a' | 'b')[]`],
    [{ type: 'array', prefixItems: [text, { type: 'number' }] }, '[string, number]'],
    [{ type: 'object', additionalProperties: text }, 'Record<string, string>'],
    [{ type: 'object' }, 'Record<string, unknown>'],
    [{ type: 'object', additionalProperties: false }, 'Record<string, never>'],
    [{ not: {} }, 'never'],
    [{}, 'unknown'],
  ]
  for (const [schema, type] of expected) assert.equal(received(schema), type)
})

test('fields that may be absent may be spelled as undefined only where they are sent', () => {
  const schema: Schema = { type: 'object', required: ['id'], properties: { id: text, 'x-note': text } }
  assert.equal(received(schema), `{\n  id: string\n  'x-note'?: string\n}`)
  assert.equal(typeText(schema, 'sent'), `{\n  id: string\n  'x-note'?: string | undefined\n}`)
})

test('a schema that contains itself ends', () => {
  const tree: Schema = { type: 'object', required: ['next'], properties: { next: { $ref: '#/$defs/tree' } } }
  assert.equal(received({ $ref: '#/$defs/tree', $defs: { tree } }), '{\n  next: unknown\n}')
})

test('a description cannot end its comment', () => {
  const schema: Schema = { type: 'object', properties: { id: { ...text, description: 'a */ b\n c' } } }
  assert.match(received(schema), /\/\*\* a \* \/ b c \*\//)
})
