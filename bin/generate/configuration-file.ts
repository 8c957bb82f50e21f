/**
 * The JSON Schema of the file that `watchword apply` reads: the requests of the API that make each thing, with names in
 * the place of ids, and with the things that belong to it inside.
 */
import { namedFilesSchema } from '../watchword/apply/files/named.ts'
import { isThing, kindsIn, type Kind } from '../watchword/apply/kinds/index.ts'
import { jsonSchemaOf, methods, type OpenApi, type Schema } from './open-api.ts'

type Properties = Record<string, Schema>
type Defs = Record<string, Schema>

const maxItems = 12_000
const variable = '#/$defs/Variable'
const namePattern = '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$'

export function configurationFileSchema(document: OpenApi): string {
  const defs: Defs = {
    Variable: {
      type: 'string',
      pattern: String.raw`\$\{[A-Za-z_][A-Za-z0-9_]*\}`,
      description: 'From the environment',
    },
  }
  const bodies = requestBodies(document)
  const own = propertiesIn(null, bodies, defs)
  const body = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A workspace of Watchword as a file describes it',
    type: 'object',
    properties: {
      name: { type: 'string', pattern: namePattern, description: 'Of the file: what it made is remembered under it' },
      ...own,
      ...namedFilesSchema,
    },
    required: ['name'],
    additionalProperties: false,
    $defs: Object.fromEntries(Object.entries(defs).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
  return `${JSON.stringify(body, null, 2)}\n`
}

function requestBodies({ paths }: OpenApi): Map<string, Schema> {
  return new Map(
    Object.values(paths).flatMap((path) =>
      methods.flatMap((method) => {
        const operation = path[method]
        const schema = jsonSchemaOf(operation?.requestBody)
        return operation && schema ? [[operation.operationId, schema] as const] : []
      }),
    ),
  )
}

function propertiesIn(parent: Kind['name'] | null, bodies: Map<string, Schema>, defs: Defs): Properties {
  return Object.fromEntries(
    kindsIn(parent).map((kind) => {
      const entry = entryOf(kind, bodies, defs)
      const field = isThing(kind) ? kind.scalar : kind.wrap
      const one = field === undefined ? entry : ((variants(entry)[0]?.properties ?? {})[field] ?? {})
      return [kind.field, isThing(kind) ? { type: 'array', maxItems, items: one } : one]
    }),
  )
}

/** An entry of one kind, in as many forms as the API's request has. */
function entryOf(kind: Kind, bodies: Map<string, Schema>, defs: Defs): Schema {
  const [first, ...others] = kind.schema.from.map((operationId) => {
    const body = bodies.get(operationId)
    if (!body) throw new Error(`${kind.name}: the API has no request ${operationId}`)
    Object.assign(defs, Object.fromEntries(Object.entries(body.$defs ?? {}).map(([name, def]) => [name, strict(def)])))
    return body
  })
  const inner = propertiesIn(kind.name, bodies, defs)
  const changeable = Object.assign({}, ...others.flatMap(variants).map(({ properties }) => properties)) as Properties
  // What cannot be said when a thing is made stands in the request that changes it.
  const later = Object.fromEntries(
    Object.entries(changeable).filter(([name]) => isThing(kind) && kind.later?.includes(name)),
  )
  const forms = variants(first ?? { type: 'object', properties: {} }).map((form) => {
    const properties = replaced({ ...later, ...form.properties }, kind.schema.fields, kind.schema.omit)
    const withDefaults = Object.entries(properties).map(([name, schema]) => [
      name,
      kind.defaults[name] === undefined || 'default' in schema || 'const' in schema
        ? schema
        : { ...schema, default: kind.defaults[name] },
    ])
    const required = (kind.schema.required ?? form.required ?? []).filter((name) => name in properties)
    return strict({ type: 'object', properties: { ...Object.fromEntries(withDefaults), ...inner }, required })
  })
  return forms.length === 1 ? (forms[0] ?? {}) : { oneOf: forms }
}

const variants = (schema: Schema): Schema[] => schema.oneOf ?? [schema]

/** `rules.projectId` is a field of each of the list `rules`. */
function replaced(
  properties: Properties,
  fields: Readonly<Record<string, object>>,
  omit: readonly string[],
): Properties {
  const entries = Object.entries(properties).flatMap(([name, schema]): [string, Schema][] => {
    if (omit.includes(name)) return []
    const others = fields[name]
    if (others) return Object.entries(isSchema(others) ? { [name]: others } : (others as Properties))
    const inner = Object.entries(fields).filter(([path]) => path.startsWith(`${name}.`))
    const without = omit.flatMap((path) => (path.startsWith(`${name}.`) ? [path.slice(name.length + 1)] : []))
    if (inner.length + without.length === 0) return [[name, schema]]
    const items = schema.items || {}
    const own = Object.fromEntries(inner.map(([path, value]) => [path.slice(name.length + 1), value]))
    const renamed = new Map(inner.map(([path, value]) => [path.slice(name.length + 1), Object.keys(value)[0] ?? '']))
    const required = (items.required ?? []).map((field) => renamed.get(field) ?? field)
    return [
      [name, { ...schema, items: { ...items, properties: replaced(items.properties ?? {}, own, without), required } }],
    ]
  })
  const known = new Set(entries.map(([name]) => name))
  const added = Object.entries(fields).flatMap(([name, value]): [string, Schema][] => {
    if (name in properties || name.includes('.')) return []
    return Object.entries(isSchema(value) ? { [name]: value } : (value as Properties)).filter(
      ([key]) => !known.has(key),
    )
  })
  return Object.fromEntries([...entries, ...added])
}

const isSchema = (value: object): value is Schema =>
  'type' in value && !(typeof value.type === 'object' && !Array.isArray(value.type))

/** Nothing that is not known, and variables wherever a text of a certain form is wanted. */
function strict(schema: Schema): Schema {
  if (schema.anyOf?.some(({ $ref }) => $ref === variable)) return schema
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, strictPart(key, value)]),
  ) as Schema
  if (inner.type === 'string' && ('pattern' in inner || 'format' in inner)) {
    return { anyOf: [inner, { $ref: variable }] }
  }
  return inner.properties && inner.additionalProperties === undefined
    ? { ...inner, additionalProperties: false }
    : inner
}

function strictPart(key: string, value: unknown): unknown {
  if (key === 'properties') {
    return Object.fromEntries(Object.entries(value as Properties).map(([name, each]) => [name, strict(each)]))
  }
  if (key === 'items') return strict(value as Schema)
  if (key === 'anyOf' || key === 'oneOf' || key === 'allOf') return (value as Schema[]).map(strict)
  return value
}
