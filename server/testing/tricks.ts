/** What people with bad intentions and programs with bad luck put into fields; and where fields are. */
import { z, type ZodType } from 'zod'

/** In any field that wants a text. */
const texts: Record<string, string> = {
  'SQL quote': "' or 1=1; drop table users; --",
  'SQL sleep': "1'||(select pg_sleep(5))||'",
  'SQL backslash': '\\\'"; select 1; /*',
  'SQL wildcards': '%_%',
  'header break': 'a\r\nBcc: victim@example.com',
  'line break': 'a\nb',
  path: '../../../../etc/passwd',
  'encoded path': '..%2f..%2f%00',
  'file URL': 'file:///etc/passwd',
  'script URL': 'javascript:alert(1)',
  'template braces': '{{7*7}}${7*7}<%= 7*7 %>#{7*7}',
  'template environment': '${WATCHWORD_SECRET_KEY} $HOME `id` $(id)',
  markup: '"><script>alert(1)</script><img src=x onerror=alert(1)>',
  NUL: 'a\u0000b',
  'lone surrogate': 'a\ud800b',
  'swapped surrogates': '\udc00\ud800',
  'right-to-left override': 'exe.\u202egnp',
  'line separator': 'a\u2028b\u2029c\u0085d',
  'escape sequence': '\u001b[31m\u0007\u009b',
  noncharacters: '\ufffe\uffff\u{10ffff}\ufeff',
  emoji: '👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿'.repeat(8),
  'combining flood': `Z${'\u0300\u0489'.repeat(90)}`,
  'grows in lower case': 'İß\ufb03'.repeat(60),
  'digits of elsewhere': '١٢٣٤٥٦',
  proto: '__proto__',
  constructor: 'constructor',
  toString: 'toString',
  'a number': '1e400',
  'not a number': 'NaN',
  empty: '',
  blank: ' \t ',
  'one space': ' ',
  'an address in another': '"a@b"@example.com,victim@example.com',
  'two addresses': 'a@example.com\u0000@b.example.com',
}

/** Not too long for a body. */
const longTexts: Record<string, string> = {
  'many ats': 'a@'.repeat(50_000),
  'many dots': `a@${'a.'.repeat(50_000)}`,
  'many dashes': 'a-'.repeat(50_000),
  'many spaces': `a${' '.repeat(100_000)}b`,
  'a megabyte': 'x'.repeat(1024 * 1024),
}

/** Instead of a field, of whatever type it is. */
const values: Record<string, unknown> = {
  null: null,
  zero: 0,
  negative: -1,
  fraction: 0.5,
  'large number': 1e300,
  'large integer': 2 ** 63,
  true: true,
  list: [],
  'list of lists': [[[]]],
  'list of objects': [{ a: 1 }, null, 7],
  object: {},
  'object of an operator': { $gt: '', $ne: null },
  'object like a text': { toString: 'x', length: 5, trim: null },
  deep: Array.from({ length: 60 }).reduce<unknown>((inner) => ({ a: inner }), 'x'),
}

const longValues: Record<string, unknown> = {
  'huge list': Array.from({ length: 20_000 }, () => 'a'),
  'huge object': Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`k${n}`, n])),
}

/**
 * What to put into fields. How long a check takes on what is long depends on the schema alone, so each kind of field
 * gets that once in a run, and everything else every time.
 */
export function createTricks() {
  const met = new Set<string>()
  const isNew = (kind: string): boolean => !met.has(kind) && Boolean(met.add(kind))
  return {
    /** `kind`: the same for all that is checked in the same way. */
    texts: (kind: string): [what: string, text: string][] => [
      ...Object.entries(texts),
      ...(isNew(kind) ? Object.entries(longTexts) : []),
    ],
    /** Of whatever type the field is: texts as well. */
    values: (kind: string): [what: string, value: unknown][] => [
      ...Object.entries({ ...texts, ...values }),
      ...(isNew(kind) ? Object.entries({ ...longTexts, ...longValues }) : []),
    ],
  }
}

/** Whole bodies, as they are sent. */
export function rawBodies(base: unknown): Record<string, string | Uint8Array> {
  const text = JSON.stringify(base ?? {})
  const open = text === '{}' ? '{' : `${text.slice(0, -1)},`
  const polluting =
    '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"prototype":{"polluted":true}'
  return {
    'no body': '',
    'no JSON': '{"a":',
    'a text': '"a"',
    'a number': '1e400',
    null: 'null',
    'a list': '[]',
    'prototype pollution': `${open}${polluting}}`,
    'prototype first': `{${polluting},${text.slice(1)}`.replace(/,}$/, '}'),
    'nothing but a prototype': `{"__proto__":${text}}`,
    'every key twice': text.startsWith('{') && text !== '{}' ? `${text.slice(0, -1)},${text.slice(1)}` : text,
    'every key twice, then wrong': `${open}${Object.keys(base ?? {})
      .map((key) => `${JSON.stringify(key)}:{"$gt":""}`)
      .join(',')}}`.replace(/,}$/, '}'),
    'ten thousand levels': `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
    'four hundred thousand levels': '['.repeat(400_000),
    'huge exponent': `{"a":1e${'9'.repeat(1_000)}}`,
    'no UTF-8': Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    'UTF-16': Buffer.from(`\ufeff${text}`, 'utf16le'),
    'byte order mark': `\ufeff${text}`,
    'ten megabytes': `{"a":"${'x'.repeat(10 * 1024 * 1024)}"}`,
  }
}

export type FieldPath = readonly (string | number)[]
/** `kind`: the same for two fields with the same schema. */
export type Field = { path: FieldPath; kind: string }

/** Every field of a schema, the objects and lists that hold others as well; of lists the first place. */
export function fieldsOf(schema: ZodType): Field[] {
  const found = new Map<string, Field>()
  const walk = (node: unknown, path: FieldPath): void => {
    if (typeof node !== 'object' || node === null) return
    if (path.length > 0) found.set(path.join('.'), { path, kind: JSON.stringify({ ...node, description: undefined }) })
    const { properties = {}, items, anyOf = [], oneOf = [], allOf = [] } = node as JsonSchema // what Zod makes is one
    for (const [name, property] of Object.entries(properties)) walk(property, [...path, name])
    for (const variant of [...anyOf, ...oneOf, ...allOf]) walk(variant, path)
    if (items) walk(items, [...path, 0])
  }
  walk(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), [])
  return [...found.values()]
}

/** Something that the schema would take, as far as types and lists of words say it. */
export function sampleOf(schema: ZodType): unknown {
  const sample = (node: JsonSchema): unknown => {
    const { properties = {}, required = [], type, anyOf, oneOf, allOf } = node
    if (node.const !== undefined || node.enum) return node.const ?? node.enum?.[0]
    const variant = (anyOf ?? oneOf ?? allOf)?.[0]
    if (variant !== undefined) return sample(variant)
    if (type === 'array') return []
    if (type === 'boolean') return true
    if (type === 'integer' || type === 'number') return node.minimum ?? 1
    if (type === 'object') {
      return Object.fromEntries(required.map((name) => [name, sample(properties[name] ?? {})] as const))
    }
    return node.format === 'email' ? 'eve@example.com' : 'a'.repeat(Math.max(node.minLength ?? 0, 12))
  }
  return sample(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema) // what Zod makes is one
}

type JsonSchema = {
  type?: string
  format?: string
  const?: unknown
  enum?: unknown[]
  minimum?: number
  minLength?: number
  required?: string[]
  properties?: Record<string, JsonSchema>
  items?: JsonSchema
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
}

export function hasField(body: unknown, path: FieldPath): boolean {
  let inner = body
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return false
    inner = Reflect.get(inner, key)
  }
  return true
}

/** A copy of the body with another value at the place, which is made where it is not there. */
export function withField(body: unknown, [key, ...rest]: FieldPath, value: unknown): unknown {
  if (key === undefined) return value
  if (typeof key === 'number') {
    const list = Array.isArray(body) ? [...(body as unknown[])] : []
    list[key] = withField(list[key], rest, value)
    return list
  }
  const object = typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {}
  const inner: unknown = Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined
  Reflect.defineProperty(object, key, {
    value: withField(inner, rest, value),
    enumerable: true,
    configurable: true,
    writable: true,
  })
  return object
}
