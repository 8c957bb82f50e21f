import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Incident, IncidentDetail } from '../../api.ts'
import { Select } from '../../components/field.tsx'
import { toastError } from '../../components/toast.tsx'
import { capital } from '../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { membersQuery } from '../members/queries.ts'
import { patchIncident } from './queries.ts'

const severities = ['critical', 'high', 'medium', 'low'] as const
const byRule = 'rule'
const nobody = ''

/** How bad it is and whose it is; both can be set here. */
export function Care({ incident }: { incident: IncidentDetail }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('incidents.write')
  const { data: members } = useQuery(membersQuery(slug))
  const params = { incidentId: incident.id }
  const change = useMutation({
    mutationFn: (call: () => Promise<Incident>) => call(),
    onSuccess: (changed) => {
      patchIncident(queryClient, slug, changed)
      void queryClient.invalidateQueries({ queryKey: [slug, 'timeline', incident.id] })
    },
    onError: toastError,
  })
  const disabled = refusal !== undefined || change.isPending
  const setSeverity = (value: string): void => {
    const severity = severities.find((one) => one === value)
    change.mutate(() =>
      severity ? client.setIncidentSeverity({ params, body: { severity } }) : client.clearIncidentSeverity({ params }),
    )
  }
  const setOwner = (userId: string): void =>
    change.mutate(() =>
      userId === nobody ? client.clearIncidentOwner({ params }) : client.setIncidentOwner({ params, body: { userId } }),
    )
  const people = members?.items.map(({ userId, name }) => ({ value: userId, word: name })) ?? []
  const known = incident.owner && !people.some(({ value }) => value === incident.owner?.id)
  return (
    <section>
      <h2 className="mb-2 text-xs font-medium text-muted">Care</h2>
      <div className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 gap-y-2">
        <label htmlFor="severity" className="text-muted">
          Severity
        </label>
        <Select
          id="severity"
          title={refusal}
          disabled={disabled}
          value={incident.severitySetBy ? incident.severity : byRule}
          onChange={(event) => setSeverity(event.target.value)}
          options={[
            {
              value: byRule,
              word: incident.severitySetBy ? 'By the rules' : `${capital(incident.severity)} (by the rules)`,
            },
            ...severities.map((value) => ({ value, word: capital(value) })),
          ]}
        />
        <label htmlFor="owner" className="text-muted">
          Owner
        </label>
        <Select
          id="owner"
          title={refusal}
          disabled={disabled}
          value={incident.owner?.id ?? nobody}
          onChange={(event) => setOwner(event.target.value)}
          options={[
            { value: nobody, word: 'Nobody' },
            ...(known && incident.owner ? [{ value: incident.owner.id, word: incident.owner.name }] : []),
            ...people,
          ]}
        />
      </div>
    </section>
  )
}
