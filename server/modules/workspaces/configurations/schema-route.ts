import { readFile } from 'node:fs/promises'
import { json, type Route } from '#platform/http'

const file = new URL('../../../../api/configuration.schema.json', import.meta.url)

/** The JSON Schema of the file that `watchword apply` reads: editors ask for it by the address in the file's first line. */
export const schemaRoute: Route = {
  name: 'configurationSchema',
  methods: ['GET', 'HEAD'],
  path: '/api/configuration.schema.json',
  handle: async () => json(JSON.parse(await readFile(file, 'utf8')), { headers: { 'cache-control': 'max-age=3600' } }),
}
