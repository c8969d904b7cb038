// Opens pages in Chromium at several widths, on light, dark and paper, and writes what is wrong with each as JSON.
//
//   node look.js REPORT.json PICTURES PAGE.html...
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { chromium } = require('playwright-core');

const AXE = fs.readFileSync(require.resolve('axe-core'), 'utf8');
const VIEWS = [
  { name: '360-light', width: 360, scheme: 'light' }, { name: '360-dark', width: 360, scheme: 'dark', axe: true },
  { name: '768-light', width: 768, scheme: 'light' }, { name: '1280-light', width: 1280, scheme: 'light', axe: true },
  { name: '1280-dark', width: 1280, scheme: 'dark', axe: true }, { name: 'paper', width: 673, scheme: 'light', media: 'print' },
];

// Elements that stick out of the page; what stands in a box of its own that is moved sideways does not.
function sticking() {
  const out = (e) => { const r = e.getBoundingClientRect(); return r.width > 0 && (r.right > innerWidth + 1 || r.left < -1); };
  const moves = (e) => ['auto', 'scroll'].includes(getComputedStyle(e).overflowX);
  const boxed = (e) => { for (let p = e.parentElement; p; p = p.parentElement) if (moves(p) && !out(p)) return true; return false; };
  const all = [...document.querySelectorAll('body, body *')];
  const name = (e) => e.tagName + ' ' + (e.textContent || '').slice(0, 60);
  return {
    scrolls: document.documentElement.scrollWidth > innerWidth,
    wide: all.filter((e) => out(e) && !boxed(e)).map(name),
    moved: all.filter((e) => moves(e) && e.scrollWidth > e.clientWidth + 1).map(name),
    small: all.filter((e) => ['math', 'TABLE'].includes(e.tagName)).map((e) => parseFloat(getComputedStyle(e).fontSize)).reduce((a, b) => Math.min(a, b), 99),
    torn: all.filter((e) => e.tagName === 'DIV' && e.getAttribute('role') === 'math' && getComputedStyle(e).display !== 'contents' && getComputedStyle(e).breakInside !== 'avoid').length,
    fonts: [...document.fonts].map((f) => f.status),
    title: document.title,
    dialogs: window.alerted || 0,
  };
}

async function look(browser, file, view, pictures) {
  const page = await browser.newPage({ viewport: { width: view.width, height: 900 }, colorScheme: view.scheme });
  const said = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('dialog', (dialog) => { said.push('dialog: ' + dialog.message()); dialog.dismiss(); });
  page.on('request', (request) => { if (!/^(file|data):/.test(request.url())) said.push('asks for ' + request.url()); });
  await page.goto('file://' + path.resolve(file));
  if (view.media) await page.emulateMedia({ media: view.media });
  await page.evaluate(() => document.fonts.ready);
  const found = await page.evaluate(sticking);
  found.said = said;
  if (view.axe) {
    await page.evaluate(AXE);
    const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    found.violations = result.violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 200)}`);
  }
  const stem = path.join(pictures, path.basename(file, '.html') + '-' + view.name);
  if (view.media) await page.pdf({ path: stem + '.pdf', preferCSSPageSize: true });
  else await page.screenshot({ path: stem + '.png', fullPage: true });
  await page.close();
  return found;
}

async function main() {
  const [report, pictures, ...files] = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] });
  const found = {};
  for (const file of files) {
    found[path.basename(file, '.html')] = {};
    for (const view of VIEWS) found[path.basename(file, '.html')][view.name] = await look(browser, file, view, pictures);
  }
  await browser.close();
  fs.writeFileSync(report, JSON.stringify(found, null, 1));
}

main();
