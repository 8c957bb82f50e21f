import { queryOptions, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { clientFor, type StatusPage } from '../../api.ts'
import { Select } from '../../components/field.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Section } from '../../components/screen.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { useWorkspace } from '../../session.ts'

const previewQuery = (workspace: string, pageId: string, locale: StatusPage['locale']) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'preview', locale],
    queryFn: ({ signal }) => clientFor(workspace).previewStatusPage({ params: { pageId }, query: { locale }, signal }),
  })

/** In their own words, as readers find them. */
const languages = [
  { value: 'en', word: 'English' },
  { value: 'de', word: 'Deutsch' },
  { value: 'fr', word: 'Français' },
  { value: 'es', word: 'Español' },
  { value: 'ja', word: '日本語' },
  { value: 'ar', word: 'العربية' },
]

const widths = [
  { value: 'wide', word: 'On a desk' },
  { value: 'narrow', word: 'On a phone' },
]

/** The public page as it is, or would be: also while nobody else may see it. */
export function Preview({ page }: { page: StatusPage }) {
  const { slug } = useWorkspace()
  const [locale, setLocale] = useState(page.locale)
  const [width, setWidth] = useState('wide')
  const query = useQuery(previewQuery(slug, page.id, locale))
  return (
    <Section
      title="As readers see it"
      actions={
        <span className="flex flex-wrap gap-2">
          <Select
            aria-label="Language of the preview"
            options={languages}
            value={locale}
            // The options are the languages.
            onChange={(event) => setLocale(event.target.value as StatusPage['locale'])}
          />
          <Select
            aria-label="Width of the preview"
            options={widths}
            value={width}
            onChange={(event) => setWidth(event.target.value)}
          />
        </span>
      }
    >
      <Loaded query={query} skeleton={<Skeleton className="h-[70vh]" />}>
        {({ html }) => (
          // Without any permission: nothing runs in it, and its links lead nowhere.
          <iframe
            sandbox=""
            title={`Preview of ${page.name}`}
            srcDoc={html.replace('<head>', '<head><base target="_blank">')}
            className={`h-[70vh] rounded-lg border border-line ${width === 'narrow' ? 'w-[320px] max-w-full' : 'w-full'}`}
          />
        )}
      </Loaded>
    </Section>
  )
}
