import { migrations as versions } from './versions/migrations.ts'
import { migrations as retention } from './retention/migrations.ts'
import { migrations as holds } from './holds/migrations.ts'
import { migrations as bundles } from './bundles/migrations.ts'
import { migrations as erasure } from './erasure/migrations.ts'
import { migrations as requests } from './requests/migrations.ts'
import { migrations as consents } from './consents/migrations.ts'
import { migrations as processors } from './processors/migrations.ts'
import { migrations as records } from './records/migrations.ts'
import type { Migration } from '#platform/database'

export const migrations: Migration[] = [
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
