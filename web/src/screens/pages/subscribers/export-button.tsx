import Download from 'lucide-react/icons/download'
import { useState } from 'react'
import type { StatusPage } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { ErrorLine } from '../../../components/error-panel.tsx'
import { useClient } from '../../../session.ts'

/** Gets the list part by part and gives it to the browser as one file. */
export function ExportButton({ page }: { page: StatusPage }) {
  const client = useClient()
  const [pending, setPending] = useState(false)
  const [error, setError] = useState<unknown>()
  const download = async (): Promise<void> => {
    setPending(true)
    setError(undefined)
    try {
      const parts: string[] = []
      let cursor: string | undefined
      do {
        const part = await client.exportSubscribers({ params: { pageId: page.id }, body: { cursor } })
        parts.push(part.csv)
        cursor = part.nextCursor ?? undefined
      } while (cursor !== undefined)
      save(`subscribers-${page.slug}.csv`, new Blob(parts, { type: 'text/csv' }))
    } catch (caught) {
      setError(caught)
    } finally {
      setPending(false)
    }
  }
  return (
    <>
      <Button pending={pending} onClick={() => void download()} icon={<Download aria-hidden />}>
        Export
      </Button>
      {error !== undefined && <ErrorLine error={error} />}
    </>
  )
}

function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  URL.revokeObjectURL(url)
}
