import { useQuery } from '@tanstack/react-query'
import { markSources, setMark, type JsonObject, type MarkSource } from '#common/dashboards'
import { Card } from '../../../../components/screen.tsx'
import { counted } from '../../../../format.ts'
import { useBoard } from '../../board.ts'
import { annotationsQuery } from '../../queries.ts'
import { Switch } from '../controls.tsx'

const words: Record<MarkSource, string> = {
  incident: 'Incidents',
  deploy: 'Deploys',
  maintenance: 'Maintenance',
  alert: 'Alerts',
}

type Props = { json: JsonObject; onChange: (json: JsonObject, kind?: string) => void }

/** What Watchword knows by itself. Who looks may switch it for themselves. */
export function Sources({ json, onChange }: Props) {
  const { workspace, bounds, dashboard } = useBoard()
  const { data } = useQuery(annotationsQuery(workspace, bounds))
  const countOf = (source: MarkSource): string | undefined =>
    data && `${counted(data.items.filter(({ kind }) => kind === source).length, 'mark')} in this time`
  return (
    <Card className="flex flex-col gap-2 p-3">
      <h2 className="text-sm font-semibold">What Watchword knows</h2>
      {markSources.map((source) => (
        <Switch
          key={source}
          label={words[source]}
          hint={countOf(source)}
          on={dashboard.marks[source]}
          onChange={(on) => onChange(setMark(json, source, on))}
        />
      ))}
      <p className="text-xs text-faint">How it begins; whoever looks can switch it under More.</p>
    </Card>
  )
}
