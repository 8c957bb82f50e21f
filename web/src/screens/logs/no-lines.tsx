import { useQuery, useQueryClient } from '@tanstack/react-query'
import SearchX from 'lucide-react/icons/search-x'
import { useEffect, useRef } from 'react'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { rangeWords } from '../../components/time-range.ts'
import { useWorkspace } from '../../session.ts'
import { ConnectLogs } from './connect-logs.tsx'
import { anyLogQuery, logsFallback, type Asked } from './queries.ts'

/** Two silences: nothing has ever come, or nothing fits. The first turns by itself. */
export function NoLines({ asked, onChange }: { asked: Asked; onChange: (change: Partial<Asked>) => void }) {
  const { slug } = useWorkspace()
  const queryClient = useQueryClient()
  const { data: some, isPending } = useQuery(anyLogQuery(slug, asked.projectId))
  const wasSilent = useRef(false)
  useEffect(() => {
    if (some === false) wasSilent.current = true
    if (some !== true || !wasSilent.current) return
    wasSilent.current = false
    for (const noun of ['foundLogs', 'logCounts', 'logNames', 'logTemplates'])
      void queryClient.invalidateQueries({ queryKey: [slug, noun] })
  }, [some, slug, queryClient])
  if (isPending) return <Skeleton className="m-6 h-40" />
  if (some === false) return <ConnectLogs projectId={asked.projectId} />
  return (
    <Empty
      icon={<SearchX />}
      title={asked.query ? 'No line fits this query' : 'No line came in this time'}
      action={
        <>
          {asked.range !== '7d' && <Button onClick={() => onChange({ range: '7d' })}>Search the last 7 days</Button>}
          {asked.query && <Button onClick={() => onChange({ query: '' })}>Show all lines</Button>}
        </>
      }
    >
      {rangeWords(asked.range, logsFallback)}
      {asked.query && (
        <>
          {' · '}
          <code className="rounded bg-sunken px-1 break-all">{asked.query}</code>
        </>
      )}
    </Empty>
  )
}
