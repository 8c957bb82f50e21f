import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button } from '../../../components/button.tsx'
import { Checkbox, SelectField, TextArea, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Card, Screen } from '../../../components/screen.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { reportStatuses } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import { toast, toastError } from '../../../components/toast.tsx'
import { rules, useForm } from '../../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { incidentQuery } from '../../incidents/queries.ts'
import { componentsQuery } from '../queries.ts'
import { affectedList, AffectedComponents, type Affected } from './affected.tsx'
import { proposalQuery, type Proposal } from './queries.ts'

const route = getRouteApi('/$workspace/pages/$pageId/proposals/$proposalId')

const sources: Record<Proposal['source'], string> = {
  person: 'Drafted on request, from the incident and its analysis.',
  rule: 'Drafted by a rule, when the incident was analysed.',
  recovery: 'Drafted because the incident behind the report was resolved.',
}

export function ProposalScreen() {
  const { slug } = useWorkspace()
  const { proposalId } = route.useParams()
  const query = useQuery(proposalQuery(slug, proposalId))
  return (
    <Loaded whole query={query} skeleton={<Skeleton className="mx-8 my-8 h-80" />}>
      {(proposal) => (
        <Screen
          narrow
          title={proposal.source === 'recovery' ? 'A draft of the end' : 'A draft of a report'}
          lead="Nothing is public until you publish it. Read it, make it yours."
        >
          <Basis proposal={proposal} />
          {proposal.decision === null ? <ProposalForm proposal={proposal} /> : <Decided proposal={proposal} />}
        </Screen>
      )}
    </Loaded>
  )
}

/** What it rests on is read at the incident: none of its words are copied into what the public may see. */
function Basis({ proposal }: { proposal: Proposal }) {
  const { slug } = useWorkspace()
  const { data: incident } = useQuery(incidentQuery(slug, proposal.incidentId))
  return (
    <Card className="mb-6 px-4 py-3 text-sm text-muted">
      <p>
        {sources[proposal.source]} <Time at={proposal.createdAt} />
      </p>
      <p className="mt-1">
        <Link
          to="/$workspace/incidents/$incidentId"
          params={{ workspace: slug, incidentId: proposal.incidentId }}
          className="font-medium text-link"
        >
          {incident ? (
            <>
              #{incident.number} <bdi>{incident.title}</bdi>
            </>
          ) : (
            'The incident'
          )}
        </Link>
        {proposal.confidence !== null && ` · confidence in the cause ${Math.round(proposal.confidence * 100)} %`}
      </p>
    </Card>
  )
}

function Decided({ proposal }: { proposal: Proposal }) {
  const { slug } = useWorkspace()
  const { decision, decidedAt, reportId, pageId } = proposal
  return (
    <p>
      {decision === 'accepted' && 'It was published '}
      {decision === 'dismissed' && 'It was dismissed '}
      {decision === 'withdrawn' && 'It was withdrawn, because the incident was resolved, '}
      {decidedAt && <Time at={decidedAt} />}.{' '}
      {reportId && (
        <Link
          to="/$workspace/pages/$pageId/reports/$reportId"
          params={{ workspace: slug, pageId, reportId }}
          className="text-link"
        >
          Open the report
        </Link>
      )}
    </p>
  )
}

type Values = { title: string; status: Proposal['status']; body: string; affected: Affected; notify: boolean }

function ProposalForm({ proposal }: { proposal: Proposal }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = route.useNavigate()
  const refusal = useRefusal('statuspages.write')
  const { data: components } = useQuery(componentsQuery(slug, proposal.pageId))
  const params = { proposalId: proposal.id }
  const refresh = () => void queryClient.invalidateQueries({ queryKey: [slug, 'pages'] })
  const form = useForm<Values>({
    initial: {
      ...{ title: proposal.title, status: proposal.status, body: proposal.body, notify: true },
      affected: Object.fromEntries(proposal.components.map(({ id, status }) => [id, status])),
    },
    rules: { title: ({ title }) => rules.filled('A title')(title), body: ({ body }) => rules.filled('A text')(body) },
    submit: async ({ title, status, body, affected, notify }) => {
      const said = { title, status, body, components: affectedList(affected), notifySubscribers: notify }
      const report = await client.acceptProposal({ params, body: said })
      refresh()
      await navigate({
        to: '/$workspace/pages/$pageId/reports/$reportId',
        params: { workspace: slug, pageId: report.pageId, reportId: report.id },
        replace: true,
      })
    },
  })
  const dismiss = async (): Promise<void> => {
    await client.dismissProposal({ params })
    refresh()
    toast({ words: 'The draft was dismissed.', tone: 'good' })
    await navigate({
      to: '/$workspace/pages/$pageId',
      params: { workspace: slug, pageId: proposal.pageId },
      search: { tab: 'reports' },
      replace: true,
    })
  }
  const isUpdate = proposal.reportId !== null
  return (
    <FormFrame
      form={form}
      action={isUpdate ? 'Publish update' : 'Publish report'}
      refusal={refusal}
      aside={
        <Button look="quiet" refusal={refusal} onClick={() => void dismiss().catch(toastError)}>
          Dismiss the draft
        </Button>
      }
    >
      {!isUpdate && <TextField form={form} name="title" label="Title" autoFocus />}
      <SelectField
        form={form}
        name="status"
        label="Where we are"
        options={reportStatuses.filter(({ value }) => value !== 'postmortem')}
      />
      <TextArea form={form} name="body" label={isUpdate ? 'Update' : 'What we know'} rows={5} />
      <AffectedComponents
        components={components?.items ?? []}
        value={form.values.affected}
        onChange={(affected) => form.set('affected', affected)}
      />
      <Checkbox
        checked={form.values.notify}
        onChange={() => form.set('notify', !form.values.notify)}
        label="Tell the subscribers"
      />
    </FormFrame>
  )
}
