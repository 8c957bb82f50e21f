import { useQuery, useQueryClient } from '@tanstack/react-query'
import Plus from 'lucide-react/icons/plus'
import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Checkbox, SelectField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Card, Section } from '../../../components/screen.tsx'
import { toastError } from '../../../components/toast.tsx'
import { useForm } from '../../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { projectsQuery } from '../../projects/queries.ts'
import { componentsQuery } from '../queries.ts'
import { affectedList, AffectedComponents, type Affected } from './affected.tsx'
import { proposalRulesQuery, type ProposalRule } from './queries.ts'

const severities = ['critical', 'high', 'medium', 'low'] as const
const anyOf = new Intl.ListFormat('en', { type: 'disjunction' })
type Severity = (typeof severities)[number]

/** For which incidents a draft is made by itself. */
export function ProposalRules({ pageId }: { pageId: string }) {
  const { slug } = useWorkspace()
  const refusal = useRefusal('statuspages.write')
  const { data } = useQuery(proposalRulesQuery(slug, pageId))
  const [adding, setAdding] = useState(false)
  const rules = data?.items ?? []
  return (
    <Section
      title="Drafts by themselves"
      actions={
        <Button icon={<Plus aria-hidden />} refusal={refusal} onClick={() => setAdding(true)}>
          New rule
        </Button>
      }
    >
      <p className="mb-3 text-muted">
        When an incident is analysed, a rule has a draft ready for you under Reports. It never publishes: a person reads
        it first.
      </p>
      {adding && (
        <Card className="mb-3 p-4">
          <RuleForm pageId={pageId} onDone={() => setAdding(false)} />
        </Card>
      )}
      {rules.length > 0 && (
        <Card>
          <ul>
            {rules.map((rule) => (
              <RuleRow key={rule.id} rule={rule} />
            ))}
          </ul>
        </Card>
      )}
    </Section>
  )
}

function RuleRow({ rule }: { rule: ProposalRule }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('statuspages.write')
  const { data: projects } = useQuery(projectsQuery(slug))
  const { data: components } = useQuery(componentsQuery(slug, rule.pageId))
  const project = projects?.items.find(({ id }) => id === rule.projectId)?.name
  const names = rule.components.flatMap(({ id }) => components?.items.find((each) => each.id === id)?.name ?? [])
  const words = `Incidents of severity ${anyOf.format(rule.severities)} ${project ? `in ${project}` : 'in any project'}`
  const remove = async (): Promise<void> => {
    await client.deleteProposalRule({ params: { ruleId: rule.id } })
    await queryClient.invalidateQueries({ queryKey: proposalRulesQuery(slug, rule.pageId).queryKey })
  }
  return (
    <li className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-3 last:border-b-0">
      <div className="min-w-0 flex-1 basis-60">
        <p>{words}</p>
        {names.length > 0 && <p className="text-xs text-muted">about {names.join(', ')}</p>}
      </div>
      <Button
        look="quiet"
        refusal={refusal}
        aria-label={`Delete the rule for ${words}`}
        onClick={() => void remove().catch(toastError)}
      >
        Delete
      </Button>
    </li>
  )
}

type Values = { chosen: Severity[]; projectId: string; affected: Affected }

function RuleForm({ pageId, onDone }: { pageId: string; onDone: () => void }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const { data: projects } = useQuery(projectsQuery(slug))
  const { data: components } = useQuery(componentsQuery(slug, pageId))
  const form = useForm<Values>({
    initial: { chosen: ['critical'], projectId: '', affected: {} },
    submit: async ({ chosen, projectId, affected }) => {
      const body = { severities: chosen, projectId: projectId || null, components: affectedList(affected) }
      await client.createProposalRule({ params: { pageId }, body })
      await queryClient.invalidateQueries({ queryKey: proposalRulesQuery(slug, pageId).queryKey })
      onDone()
    },
  })
  const { chosen } = form.values
  return (
    <FormFrame
      form={form}
      action="Add rule"
      onCancel={onDone}
      refusal={chosen.length === 0 ? 'Choose at least one severity.' : undefined}
    >
      <fieldset>
        <legend className="mb-1 text-sm font-medium">Severity of the incident</legend>
        <div className="flex flex-wrap gap-4">
          {severities.map((severity) => (
            <Checkbox
              key={severity}
              label={severity}
              checked={chosen.includes(severity)}
              onChange={() =>
                form.set(
                  'chosen',
                  severities.filter((each) => (each === severity ? !chosen.includes(each) : chosen.includes(each))),
                )
              }
            />
          ))}
        </div>
      </fieldset>
      <SelectField
        form={form}
        name="projectId"
        label="Project"
        options={[
          { value: '', word: 'Any project' },
          ...(projects?.items ?? []).map(({ id, name }) => ({ value: id, word: name })),
        ]}
      />
      <AffectedComponents
        components={components?.items ?? []}
        value={form.values.affected}
        onChange={(affected) => form.set('affected', affected)}
        unchanged="Not part of it"
        anyState
      />
    </FormFrame>
  )
}
