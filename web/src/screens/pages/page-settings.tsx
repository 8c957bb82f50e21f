import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { StatusPage } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { SelectField, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { toast } from '../../components/toast.tsx'
import { rules, useForm } from '../../form.ts'
import { counted } from '../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { AccessSettings } from './settings/access.tsx'
import { ExportSettings } from './settings/export.tsx'
import { HostSettings } from './settings/hosts.tsx'
import { LookSettings } from './settings/look.tsx'

/** Browsers leave UTC out of their list, and know some zones under another name than the page. */
function zonesWith(zone: string): { value: string; word: string }[] {
  const all = new Set(['Etc/UTC', zone, ...Intl.supportedValuesOf('timeZone')])
  return [...all].map((value) => ({ value, word: value === 'Etc/UTC' ? 'UTC' : value.replaceAll('_', ' ') }))
}

const languages = [
  { value: 'en', word: 'English' },
  { value: 'de', word: 'Deutsch' },
  { value: 'fr', word: 'Français' },
  { value: 'es', word: 'Español' },
  { value: 'ja', word: '日本語' },
  { value: 'ar', word: 'العربية' },
]

export function PageSettings({ page }: { page: StatusPage }) {
  const { slug: workspace } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const refusal = useRefusal('statuspages.write')
  const [deleting, setDeleting] = useState(false)
  const { name, slug, description, timeZone, locale } = page
  return (
    <>
      <PageForm key={JSON.stringify([name, slug, description, timeZone, locale])} page={page} />
      <LookSettings pageId={page.id} />
      <AccessSettings pageId={page.id} />
      <HostSettings pageId={page.id} />
      <ExportSettings pageId={page.id} />
      <Section title="Delete the page">
        <Card className="flex flex-wrap items-center gap-4 p-4">
          <p className="min-w-0 flex-1 basis-64 text-muted">
            Its components, reports and subscribers are deleted with it. Nothing brings them back.
          </p>
          <Button refusal={refusal} onClick={() => setDeleting(true)}>
            Delete …
          </Button>
        </Card>
      </Section>
      <Confirm
        open={deleting}
        onClose={() => setDeleting(false)}
        title={`Delete ${page.name}?`}
        action="Delete status page"
        typeName={page.slug}
        run={async () => {
          await client.deleteStatusPage({ params: { pageId: page.id } })
          await navigate({ to: '/$workspace/pages', params: { workspace } })
          queryClient.removeQueries({ queryKey: [workspace, 'pages', page.id] })
          await queryClient.invalidateQueries({ queryKey: [workspace, 'pages', 'list'] })
        }}
      >
        <p>
          {page.url} stops answering. {counted(page.subscriberCount, 'subscriber')}, all components, reports and updates
          are deleted.
        </p>
      </Confirm>
    </>
  )
}

/** By itself, so that another section's saving, which changes the page's time, empties no form. */
function PageForm({ page }: { page: StatusPage }) {
  const { slug: workspace } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('statuspages.write')
  const { name, slug, description, timeZone, locale } = page
  const form = useForm({
    initial: { name, slug, description, timeZone, locale },
    rules: { name: (values) => rules.filled('A name')(values.name), slug: (values) => rules.slug(values.slug) },
    submit: async (values) => {
      await client.updateStatusPage({ params: { pageId: page.id }, body: values })
      await queryClient.invalidateQueries({ queryKey: [workspace, 'pages'] })
      toast({ words: 'Saved. The public page shows it now.' })
    },
  })
  const moved = form.values.slug !== page.slug
  return (
    <Section title="The page">
      <Card className="p-4">
        <FormFrame form={form} action="Save" refusal={refusal}>
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField form={form} name="name" label="Name" />
            <TextField
              form={form}
              name="slug"
              label="Address"
              spellCheck={false}
              hint={
                moved ? 'Links to the old address will lead nowhere.' : `${location.host}/status/${form.values.slug}`
              }
            />
          </div>
          <TextField form={form} name="description" label="Description" />
          <div className="grid gap-4 sm:grid-cols-2">
            <SelectField
              form={form}
              name="timeZone"
              label="Time zone"
              options={zonesWith(page.timeZone)}
              hint="Times on the public page are in this zone, and in UTC."
            />
            <SelectField
              form={form}
              name="locale"
              label="Language"
              options={languages}
              hint="Of headings, states and dates. What you write stays as you write it."
            />
          </div>
        </FormFrame>
      </Card>
    </Section>
  )
}
