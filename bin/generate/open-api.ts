/** As much of OpenAPI 3.1 and JSON Schema 2020-12 as our own document uses. */

export type Schema = {
  $ref?: string
  $defs?: Record<string, Schema>
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  not?: Schema
  items?: Schema | false
  prefixItems?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  description?: string
  pattern?: string
  default?: unknown
  maxItems?: number
}

export type Parameter = { name: string; in: 'path' | 'query'; required: boolean; schema: Schema }

type Content = { content?: Record<string, { schema: Schema }> }

export type Operation = {
  operationId: string
  summary: string
  description?: string
  parameters?: Parameter[]
  requestBody?: Content
  responses: Record<string, Content>
  /** Its requests and errors have a form of their own, which the client does not speak. */
  'x-own-answers'?: boolean
}

export const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

export type OpenApi = {
  info: { version: string }
  paths: Record<string, Partial<Record<(typeof methods)[number], Operation>>>
}

/** The JSON schema of a body or an answer; undefined where there is none. */
export function jsonSchemaOf(content: Content | undefined): Schema | undefined {
  return content?.content?.['application/json']?.schema
}
