import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import Plus from 'lucide-react/icons/plus'
import { useState } from 'react'
import type { Report } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { SelectField, TextArea, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Card, Screen, Section } from '../../../components/screen.tsx'
import { Skeleton, SkeletonRows } from '../../../components/skeleton.tsx'
import { ReportState, reportStatuses } from '../../../components/states.tsx'
import { toastError } from '../../../components/toast.tsx'
import { rules, useForm } from '../../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { componentsQuery, pageQuery } from '../queries.ts'
import { affectedList, AffectedComponents, type Affected } from './affected.tsx'
import { impacts } from './new-report.tsx'
import { templatesQuery, type Template } from './queries.ts'
import { ProposalRules } from './rules.tsx'

const route = getRouteApi('/$workspace/pages/$pageId/templates')

export function TemplatesScreen() {
  const { slug } = useWorkspace()
  const { pageId } = route.useParams()
  const query = useQuery(pageQuery(slug, pageId))
  return (
    <Loaded whole query={query} skeleton={<Skeleton className="mx-8 my-8 h-80" />}>
      {(page) => (
        <Screen
          narrow
          title="Templates and drafts"
          lead={
            <>
              Words that are thought of while nobody is in a hurry, for{' '}
              <Link
                to="/$workspace/pages/$pageId"
                params={{ workspace: slug, pageId }}
                search={{ tab: 'reports' }}
                className="text-link"
              >
                {page.name}
              </Link>
              .
            </>
          }
        >
          <Templates pageId={pageId} />
          <ProposalRules pageId={pageId} />
        </Screen>
      )}
    </Loaded>
  )
}

function Templates({ pageId }: { pageId: string }) {
  const { slug } = useWorkspace()
  const refusal = useRefusal('statuspages.write')
  const query = useQuery(templatesQuery(slug, pageId))
  const [open, setOpen] = useState<string>()
  return (
    <Section
      title="Templates"
      actions={
        <Button icon={<Plus aria-hidden />} refusal={refusal} onClick={() => setOpen('new')}>
          New template
        </Button>
      }
    >
      {open === 'new' && (
        <Card className="mb-3 p-4">
          <TemplateForm pageId={pageId} onDone={() => setOpen(undefined)} />
        </Card>
      )}
      <Loaded query={query} skeleton={<SkeletonRows rows={2} />}>
        {({ items }) => (
          <>
            {items.length === 0 && open !== 'new' && (
              <p className="text-muted">
                No template yet. One may hold names such as <code>{'{{region}}'}</code>, which are asked for when it is
                used; <code>{'{{components}}'}</code>, <code>{'{{page}}'}</code>, <code>{'{{time}}'}</code> and{' '}
                <code>{'{{date}}'}</code> fill themselves in.
              </p>
            )}
            {items.length > 0 && (
              <Card>
                <ul>
                  {items.map((template) => (
                    <TemplateRow
                      key={template.id}
                      template={template}
                      open={open === template.id}
                      onToggle={() => setOpen(open === template.id ? undefined : template.id)}
                    />
                  ))}
                </ul>
              </Card>
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}

function TemplateRow({ template, open, onToggle }: { template: Template; open: boolean; onToggle: () => void }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('statuspages.write')
  const remove = async (): Promise<void> => {
    await client.deleteReportTemplate({ params: { templateId: template.id } })
    await queryClient.invalidateQueries({ queryKey: templatesQuery(slug, template.pageId).queryKey })
  }
  return (
    <li className="border-b border-line px-4 py-3 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <p className="font-medium">{template.name}</p>
          <p className="truncate text-xs text-muted">{template.title}</p>
        </div>
        <ReportState state={template.status} className="text-xs" />
        <Button
          look="quiet"
          refusal={refusal}
          aria-label={`Delete the template ${template.name}`}
          onClick={() => void remove().catch(toastError)}
        >
          Delete
        </Button>
        <Button
          refusal={refusal}
          aria-expanded={open}
          aria-label={`Edit the template ${template.name}`}
          onClick={onToggle}
        >
          Edit
        </Button>
      </div>
      {open && (
        <div className="mt-3">
          <TemplateForm pageId={template.pageId} template={template} onDone={onToggle} />
        </div>
      )}
    </li>
  )
}

type Values = {
  name: string
  title: string
  body: string
  status: Report['status']
  impact: Report['impact'] | ''
  affected: Affected
}

function TemplateForm({ pageId, template, onDone }: { pageId: string; template?: Template; onDone: () => void }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const { data: components } = useQuery(componentsQuery(slug, pageId))
  const form = useForm<Values>({
    initial: {
      ...{ name: template?.name ?? '', title: template?.title ?? '', body: template?.body ?? '' },
      ...{ status: template?.status ?? 'investigating', impact: template?.impact ?? '' },
      affected: Object.fromEntries((template?.components ?? []).map(({ id, status }) => [id, status])),
    },
    rules: {
      name: ({ name }) => rules.filled('A name')(name),
      title: ({ title }) => rules.filled('A title')(title),
      body: ({ body }) => rules.filled('A text')(body),
    },
    submit: async ({ name, title, body, status, impact, affected }) => {
      const input = { name, title, body, status, impact: impact || null, components: affectedList(affected) }
      await (template
        ? client.updateReportTemplate({ params: { templateId: template.id }, body: input })
        : client.createReportTemplate({ params: { pageId }, body: input }))
      await queryClient.invalidateQueries({ queryKey: templatesQuery(slug, pageId).queryKey })
      onDone()
    },
  })
  return (
    <FormFrame form={form} action={template ? 'Save template' : 'Add template'} onCancel={onDone}>
      <TextField
        form={form}
        name="name"
        label="Name"
        placeholder="A region is down"
        hint="For you; readers never see it."
        autoFocus
      />
      <TextField form={form} name="title" label="Title" placeholder="{{components}} in {{region}} cannot be reached" />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          form={form}
          name="status"
          label="Where we are"
          options={reportStatuses.filter(({ value }) => value !== 'postmortem')}
        />
        <SelectField form={form} name="impact" label="Impact" options={impacts} />
      </div>
      <TextArea
        form={form}
        name="body"
        label="Text"
        placeholder="Since {{time}} {{components}} in {{region}} cannot be reached. We are looking into it."
        hint="Names in double braces are asked for; components, page, time and date fill themselves in."
        rows={5}
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
