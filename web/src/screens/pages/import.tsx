import { useState } from 'react'
import type { StatusImportInput, StatusImportPreview, StatusImportResult } from '../../api.ts'
import { Screen } from '../../components/screen.tsx'
import { ImportPreview } from './import-preview.tsx'
import { ImportResult } from './import-result.tsx'
import { ImportSource } from './import-source.tsx'

/** First where from, then what would come, and only then the import itself. */
export function ImportScreen() {
  const [looked, setLooked] = useState<{ source: StatusImportInput; preview: StatusImportPreview }>()
  const [result, setResult] = useState<StatusImportResult>()
  return (
    <Screen
      narrow
      title="Import a status page"
      lead="From any page that speaks the Statuspage API, or from Uptime Kuma. Nobody is told, and nothing that you have is changed."
    >
      {result ? (
        <ImportResult
          result={result}
          onMore={() => {
            setResult(undefined)
            setLooked(undefined)
          }}
        />
      ) : looked ? (
        <ImportPreview {...looked} onBack={() => setLooked(undefined)} onDone={setResult} />
      ) : (
        <ImportSource onLooked={setLooked} />
      )}
    </Screen>
  )
}
