/** The use cases of templates: a page has its own, and publishing never needs one. */
import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import { newId } from '#platform/ids'
import type { ComponentState } from '../report.ts'
import * as repo from '../repo.ts'
import { formatDay, formatTime } from '../time.ts'
import * as templates from './template-repo.ts'
import { fillText, listOfNames, maxTemplates, placeholdersOf, type Template } from './template.ts'

export type TemplateInput = Pick<Template, 'name' | 'title' | 'body' | 'status' | 'impact' | 'components'>

type TemplateChange = { [Key in keyof TemplateInput]?: TemplateInput[Key] | undefined }

/** With the names that stand in its texts. */
type TemplateView = Template & { placeholders: string[] }

const viewOf = (template: Template): TemplateView => ({
  ...template,
  placeholders: placeholdersOf(template.title, template.body),
})

export function listTemplates(ctx: Context, pageId: string): Promise<TemplateView[]> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    await repo.getPage(tx, pageId)
    return (await templates.listTemplates(tx, pageId)).map(viewOf)
  })
}

/** Throws conflict for a name that is taken. */
export function createTemplate(ctx: Context, pageId: string, input: TemplateInput): Promise<TemplateView> {
  requirePermission(ctx, 'statuspages.write')
  return inTransaction(ctx, async (tx) => {
    await repo.getPageForUpdate(tx, pageId)
    const others = await templates.listTemplates(tx, pageId)
    if (others.length >= maxTemplates) throw conflict(`a page has at most ${maxTemplates} templates`)
    const at = tx.now()
    const template = { ...input, id: newId('tpl', at), pageId, createdAt: at, updatedAt: at }
    await templates.insertTemplate(tx, template)
    await recordActivity(tx, 'reportTemplate.created', {
      subjectId: template.id,
      data: { name: template.name, pageId },
    })
    await recordAudit(tx, 'reportTemplate.created', { targetId: template.id, after: template })
    return viewOf(template)
  })
}

/** Fields that are not given stay. */
export function updateTemplate(ctx: Context, id: string, input: TemplateChange): Promise<TemplateView> {
  requirePermission(ctx, 'statuspages.write')
  return inTransaction(ctx, async (tx) => {
    const { pageId } = await templates.getTemplate(tx, id)
    await repo.getPageForUpdate(tx, pageId)
    const before = await templates.getTemplate(tx, id)
    const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
    const after: Template = { ...before, ...given, updatedAt: tx.now() }
    await templates.updateTemplate(tx, after)
    await recordActivity(tx, 'reportTemplate.updated', { subjectId: id, data: { name: after.name, pageId } })
    await recordAudit(tx, 'reportTemplate.updated', { targetId: id, before, after })
    return viewOf(after)
  })
}

export function deleteTemplate(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'statuspages.write')
  return inTransaction(ctx, async (tx) => {
    const before = await templates.getTemplate(tx, id)
    await templates.deleteTemplate(tx, id)
    const data = { name: before.name, pageId: before.pageId }
    await recordActivity(tx, 'reportTemplate.deleted', { subjectId: id, data })
    await recordAudit(tx, 'reportTemplate.deleted', { targetId: id, before })
  })
}

type FilledTemplate = {
  title: string
  body: string
  /** Of components that the page still has. */
  components: ComponentState[]
  /** Names that nobody gave a value for; they stand in the texts as they were. */
  missing: string[]
}

/**
 * The texts of a template with its names filled in: `page`, `components`, `time` and `date` by the page, the others by
 * `values`, which win. Publishes nothing.
 */
export function fillTemplate(
  ctx: Context,
  id: string,
  input: { values: Record<string, string>; componentIds?: readonly string[] | undefined },
): Promise<FilledTemplate> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    const template = await templates.getTemplate(tx, id)
    const page = await repo.getPage(tx, template.pageId)
    const onPage = await repo.listComponents(tx, [page.id])
    const components = template.components.filter((state) => onPage.some((component) => component.id === state.id))
    const chosen = new Set(input.componentIds ?? components.map((state) => state.id))
    const names = onPage.filter((component) => chosen.has(component.id)).map(({ name }) => name)
    const values = new Map([
      ['page', page.name],
      ['components', listOfNames(names)],
      ['time', formatTime(tx.now(), page.timeZone)],
      ['date', formatDay(tx.now(), page.timeZone)],
      ...Object.entries(input.values).map(([name, value]): [string, string] => [name.trim().toLowerCase(), value]),
    ])
    const { title, body, placeholders } = viewOf(template)
    const missing = placeholders.filter((name) => !values.get(name))
    return { title: fillText(title, values), body: fillText(body, values), components, missing }
  })
}
