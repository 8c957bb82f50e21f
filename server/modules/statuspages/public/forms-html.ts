/** What is answered where something did not work. Pure. */
import { documentOf } from './layout.ts'
import { markup } from './markup.ts'

/** Secrets may stand in these pages' addresses, so nobody is to keep or pass them on. */
const privately = markup`<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">`

export function errorHtml(title: string, message: string): string {
  return documentOf({
    title,
    head: privately,
    main: markup`<div class="prose"><h1>${title}</h1><p>${message}</p></div>`,
  })
}
