import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What pages are looked at in. */
export const sizes = { laptop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } }

export interface Violation {
  id: string
  impact: string
  nodes: string[]
}

/** What axe finds serious or critical. Evaluated, because the page's policy allows no script that is added. */
export async function violations(page: Page): Promise<Violation[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { violations } = await (window as never as { axe: { run: (root: Document, options: object) => Promise<{ violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] }> } }).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return violations
      .filter(one => one.impact === 'serious' || one.impact === 'critical')
      .map(one => ({ id: one.id, impact: one.impact, nodes: one.nodes.slice(0, 4).map(node => `${node.html.slice(0, 160)} | ${node.failureSummary.slice(0, 240)}`) }))
  })
}

/** Looks at pages in the light and in the dark, and keeps what is serious or critical. */
export function examiner() {
  const found: { [place: string]: unknown } = {}
  const look = async (page: Page, place: string) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: 'attached' })
      // Colours that are inherited change a step later at each depth.
      await page.waitForFunction(() => document.getAnimations().length === 0)
      const list = await violations(page)
      if (list.length > 0) found[`${place}, ${colorScheme}`] = list
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }
  return { found, look }
}
