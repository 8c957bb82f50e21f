import versions from './versions/inventory.ts'
import retention from './retention/inventory.ts'
import holds from './holds/inventory.ts'
import bundles from './bundles/inventory.ts'
import erasure from './erasure/inventory.ts'
import requests from './requests/inventory.ts'
import consents from './consents/inventory.ts'
import processors from './processors/inventory.ts'
import records from './records/inventory.ts'

export default [
  ...versions,
  ...retention,
  ...holds,
  ...bundles,
  ...erasure,
  ...requests,
  ...consents,
  ...processors,
  ...records,
]
