import { useQuery, useQueryClient } from '@tanstack/react-query'
import ImageUp from 'lucide-react/icons/image-up'
import { useRef, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { ErrorLine, ErrorPanel } from '../../../components/error-panel.tsx'
import { SelectField, TextArea, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Card, Section } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { toast } from '../../../components/toast.tsx'
import { useForm } from '../../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { lookQuery, type Look } from './queries.ts'

export function LookSettings({ pageId }: { pageId: string }) {
  const { slug } = useWorkspace()
  const query = useQuery(lookQuery(slug, pageId))
  if (query.isPending) return <SkeletonRows rows={3} />
  if (query.isError) return <ErrorPanel error={query.error} retry={() => void query.refetch()} />
  return (
    <Section title="Look">
      <Card className="flex flex-col gap-6 p-4">
        <Logo pageId={pageId} look={query.data} />
        <LookForm pageId={pageId} look={query.data} />
      </Card>
    </Section>
  )
}

const themes = [
  { value: 'auto', word: 'As each reader has set it' },
  { value: 'light', word: 'Always light' },
  { value: 'dark', word: 'Always dark' },
]

const colour = (text: string): string | null => (text.trim() === '' ? null : text.trim())
const colourRule = (text: string): string | undefined =>
  colour(text) === null || /^#[0-9a-f]{6}$/i.test(text.trim()) ? undefined : 'Write a colour such as #1d4fd7.'

function LookForm({ pageId, look }: { pageId: string; look: Look }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('statuspages.write')
  const form = useForm({
    initial: {
      accent: look.accent ?? '',
      accentDark: look.accentDark ?? '',
      theme: look.theme,
      css: look.css,
    },
    rules: { accent: ({ accent }) => colourRule(accent), accentDark: ({ accentDark }) => colourRule(accentDark) },
    submit: async ({ accent, accentDark, theme, css }) => {
      const body = { accent: colour(accent), accentDark: colour(accentDark), theme, css }
      const saved = await client.setPageLook({ params: { pageId }, body })
      queryClient.setQueryData(lookQuery(slug, pageId).queryKey, saved)
      toast({ words: 'Saved. The public page looks like this now.' })
    },
  })
  return (
    <FormFrame form={form} action="Save the look" refusal={refusal}>
      <div className="grid gap-4 sm:grid-cols-3">
        <ColourField form={form} name="accent" label="Colour of links" placeholder="#1d4fd7" />
        <ColourField form={form} name="accentDark" label="The same on dark" placeholder="#8db4ff" />
        <SelectField form={form} name="theme" label="Light or dark" options={themes} />
      </div>
      <TextArea
        form={form}
        name="css"
        label="Style sheet"
        rows={6}
        spellCheck={false}
        style={{ fontFamily: 'var(--font-mono, monospace)' }}
        placeholder="h1 { letter-spacing: 0.02em }"
        hint="CSS for colours, type and spacing. It cannot load anything, cover the page or add words."
      />
      {look.removed.length > 0 && (
        <div role="status" className="rounded-md border border-line bg-sunken p-3 text-sm">
          <p className="font-medium">Readers do not get this of the style sheet:</p>
          <ul className="mt-1 list-disc pl-5">
            {look.removed.map(({ line, what, why }, index) => (
              <li key={`${line} ${index}`}>
                Line {line}: <code className="text-xs">{what}</code> – {why}
              </li>
            ))}
          </ul>
        </div>
      )}
    </FormFrame>
  )
}

type LookForm = ReturnType<typeof useForm<{ accent: string; accentDark: string; theme: Look['theme']; css: string }>>

function ColourField(props: { form: LookForm; name: 'accent' | 'accentDark'; label: string; placeholder: string }) {
  const { form, name } = props
  const text = form.values[name]
  const shown = colourRule(text) === undefined ? (colour(text) ?? props.placeholder) : 'transparent'
  return (
    <TextField
      {...props}
      spellCheck={false}
      hint={
        <span className="inline-flex items-center gap-1.5">
          <span
            aria-hidden
            className="inline-block size-3 rounded-full border border-line"
            style={{ backgroundColor: shown }}
          />
          {text === '' ? 'As the installation has it' : 'It must be readable: contrast 4.5 or more'}
        </span>
      }
    />
  )
}

function Logo({ pageId, look }: { pageId: string; look: Look }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('statuspages.write')
  const input = useRef<HTMLInputElement>(null)
  const [pending, setPending] = useState(false)
  const [error, setError] = useState<unknown>()
  const run = async (work: () => Promise<unknown>): Promise<void> => {
    setPending(true)
    setError(undefined)
    try {
      await work()
      await queryClient.invalidateQueries({ queryKey: lookQuery(slug, pageId).queryKey })
    } catch (thrown) {
      setError(thrown)
    } finally {
      setPending(false)
    }
  }
  const upload = (file: File): Promise<void> =>
    run(async () => {
      const content = await base64Of(file)
      await client.setPageLogo({ params: { pageId }, body: { content } })
    })
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm font-medium">Logo</p>
      <div className="flex flex-wrap items-center gap-3">
        {look.logo ? (
          <img
            src={look.logo}
            alt="The logo as it is now"
            className="max-h-12 max-w-56 rounded border border-line p-1"
          />
        ) : (
          <span className="text-sm text-muted">None. The page shows its name alone.</span>
        )}
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          aria-label="Logo file"
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            const file = event.target.files?.[0]
            event.target.value = ''
            if (file) void upload(file)
          }}
        />
        <Button
          refusal={refusal}
          pending={pending}
          icon={<ImageUp aria-hidden />}
          onClick={() => input.current?.click()}
        >
          {look.logo ? 'Replace …' : 'Upload …'}
        </Button>
        {look.logo && (
          <Button
            look="quiet"
            refusal={refusal}
            pending={pending}
            onClick={() => void run(() => client.deletePageLogo({ params: { pageId } }))}
          >
            Take away
          </Button>
        )}
      </div>
      <p className="text-xs text-faint">
        PNG, JPEG or WebP, at most 200 KB and 2,000 pixels a side. What cameras write into a file is left out.
      </p>
      {error !== undefined && <ErrorLine error={error} />}
    </div>
  )
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(textOf(reader.result).replace(/^data:[^,]*,/, '')))
    reader.addEventListener('error', () => reject(reader.error ?? new Error('the file could not be read')))
    reader.readAsDataURL(file)
  })
}

/** As readAsDataURL leaves it. */
function textOf(result: FileReader['result']): string {
  return typeof result === 'string' ? result : ''
}
