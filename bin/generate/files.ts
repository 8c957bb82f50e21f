/** The generated files by their path below the repository's root. The same input gives the same bytes. */
import { openApiDocument, type Endpoint } from '#platform/http'
import { clientSource, staffClientSource } from './client.ts'
import { configurationFileSchema } from './configuration-file.ts'
import { configurationPage, type Setting } from './configuration.ts'
import type { OpenApi } from './open-api.ts'

export type Sources = {
  endpoints: readonly Endpoint[]
  otherPaths: Readonly<Record<string, object>>
  variables: Readonly<Record<string, Setting>>
  version: string
}

export async function generatedFiles({
  endpoints,
  otherPaths,
  variables,
  version,
}: Sources): Promise<Map<string, string>> {
  const text = `${JSON.stringify(openApiDocument(endpoints, version, otherPaths), null, 2)}\n`
  // Read back from the text, so that the client is made from what readers of the file see.
  const document = JSON.parse(text) as OpenApi
  return new Map([
    ['api/openapi.json', text],
    ['api/client.ts', await clientSource(document)],
    ['api/staff.ts', staffClientSource(document)],
    ['api/configuration.schema.json', configurationFileSchema(document)],
    ['docs/configuration.md', configurationPage(variables)],
  ])
}
