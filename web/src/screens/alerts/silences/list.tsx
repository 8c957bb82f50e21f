import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import BellOff from 'lucide-react/icons/bell-off'
import Plus from 'lucide-react/icons/plus'
import { Button } from '../../../components/button.tsx'
import { Empty } from '../../../components/empty.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Card, Screen } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { useRefusal, useWorkspace } from '../../../session.ts'
import { silencesQuery } from '../queries.ts'
import { AlertKinds } from '../tabs.tsx'
import { SilenceForm } from './form.tsx'
import { SilenceRow } from './row.tsx'

const route = getRouteApi('/$workspace/alerts/silences')

export function SilenceList() {
  const { slug } = useWorkspace()
  const { create, labels, incident } = route.useSearch()
  const navigate = route.useNavigate()
  const refusal = useRefusal('incidents.write')
  const query = useQuery(silencesQuery(slug))
  const show = (creating: boolean): void => void navigate({ search: creating ? { create: true } : {}, replace: true })
  // Whoever came from an incident goes on there.
  const close = (): void => {
    if (incident === undefined) return show(false)
    void navigate({ to: '/$workspace/incidents/$incidentId', params: { workspace: slug, incidentId: incident } })
  }
  return (
    <Screen
      title="Alerts"
      lead="While a silence lasts, alerts that it matches open no incident and tell nobody. They go on being evaluated."
      actions={
        !create && (
          <Button look="primary" icon={<Plus aria-hidden />} refusal={refusal} onClick={() => show(true)}>
            Create silence
          </Button>
        )
      }
    >
      <AlertKinds chosen="silences" />
      {create && <SilenceForm labels={labels ?? ''} onClose={close} />}
      <Loaded query={query} skeleton={<SkeletonRows rows={4} />}>
        {(silences) =>
          silences.length === 0 ? (
            create ? null : (
              <Empty icon={<BellOff />} title="Nothing is silenced">
                Before work on a server, create a silence for its alerts: it ends by itself.
              </Empty>
            )
          ) : (
            <Card>
              <ul>
                {silences.map((silence) => (
                  <SilenceRow key={silence.id} silence={silence} refusal={refusal} />
                ))}
              </ul>
            </Card>
          )
        }
      </Loaded>
    </Screen>
  )
}
