import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ErrorPanel } from '../../../components/error-panel.tsx'
import { Checkbox, SelectField, TextArea, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Card, Section } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { toast } from '../../../components/toast.tsx'
import { useForm } from '../../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { accessQuery, type Access } from './queries.ts'

export function AccessSettings({ pageId }: { pageId: string }) {
  const { slug } = useWorkspace()
  const query = useQuery(accessQuery(slug, pageId))
  if (query.isPending) return <SkeletonRows rows={2} />
  if (query.isError) return <ErrorPanel error={query.error} retry={() => void query.refetch()} />
  return (
    <Section title="Who may see it">
      <Card className="p-4">
        <AccessForm key={JSON.stringify(query.data)} pageId={pageId} access={query.data} />
      </Card>
    </Section>
  )
}

const kinds = [
  { value: 'public', word: 'Everybody' },
  { value: 'password', word: 'Whoever has the password' },
  { value: 'ranges', word: 'Some addresses of the network' },
  { value: 'members', word: 'Members of this workspace' },
  { value: 'unpublished', word: 'Nobody yet' },
]

const told: Record<Access['kind'], string> = {
  public: 'The page, its feeds and its API answer to everybody.',
  password: 'Browsers ask for the password themselves; the page sets no cookie. The user name may be anything.',
  ranges: 'To every other address it looks as if there was no page.',
  members:
    'Members see it while they are signed in here, at this host. To all others it looks as if there was no page.',
  unpublished: 'It looks as if there was no page. You can go on working on it.',
}

const linesOf = (text: string): string[] =>
  text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

function AccessForm({ pageId, access }: { pageId: string; access: Access }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('statuspages.write')
  const form = useForm({
    initial: {
      kind: access.kind,
      password: '',
      announced: access.announced,
      ranges: access.ranges.join('\n'),
    },
    rules: {
      password: ({ kind, password }) => {
        if (kind !== 'password' || (password === '' && access.hasPassword)) return undefined
        return password.length < 8 ? 'Use 8 characters or more.' : undefined
      },
      ranges: ({ kind, ranges }) =>
        kind === 'ranges' && linesOf(ranges).length === 0 ? 'Name at least one address.' : undefined,
    },
    submit: async (values) => {
      const saved = await client.setPageAccess({ params: { pageId }, body: bodyOf(values) })
      queryClient.setQueryData(accessQuery(slug, pageId).queryKey, saved)
      await queryClient.invalidateQueries({ queryKey: [slug, 'pages', pageId] })
      toast({ words: 'Saved. It holds from now on.' })
    },
  })
  const { kind } = form.values
  return (
    <FormFrame form={form} action="Save who may see it" refusal={refusal}>
      <SelectField form={form} name="kind" label="Seen by" options={kinds} hint={told[kind]} className="max-w-sm" />
      {kind === 'password' && (
        <>
          <TextField
            form={form}
            name="password"
            label={access.hasPassword ? 'New password' : 'Password'}
            type="password"
            autoComplete="new-password"
            className="max-w-sm"
            hint={access.hasPassword ? 'Leave it empty to keep the one that is set.' : '8 characters or more.'}
          />
          <Checkbox
            label="Feeds and the API ask for the password too"
            hint="Otherwise they answer to programs without it as if there was no page."
            checked={form.values.announced}
            onChange={(event) => form.set('announced', event.target.checked)}
          />
        </>
      )}
      {kind === 'ranges' && (
        <TextArea
          form={form}
          name="ranges"
          label="Addresses"
          spellCheck={false}
          className="max-w-md"
          hint="One a line, such as 203.0.113.0/24 or 2001:db8::/32."
        />
      )}
    </FormFrame>
  )
}

function bodyOf(values: { kind: Access['kind']; password: string; announced: boolean; ranges: string }) {
  const { kind } = values
  if (kind === 'password') {
    return { kind, announced: values.announced, ...(values.password !== '' && { password: values.password }) }
  }
  return kind === 'ranges' ? { kind, ranges: linesOf(values.ranges) } : { kind }
}
