// Takes a picture of each whole page: node shoot.js WIDTH PAGE.html PICTURE.png [PAGE.html PICTURE.png ...]
'use strict';
const path = require('node:path');
const { chromium } = require('playwright-core');

async function main() {
  const [width, ...files] = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: Number(width), height: 200 } });
  for (let at = 0; at < files.length; at += 2) {
    await page.goto('file://' + path.resolve(files[at]));
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: files[at + 1], fullPage: true });
  }
  await browser.close();
}

main();
