import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/**
 * The page of the dashboard: scripts and styles of this extension alone, nothing inline, nothing from anywhere else
 * (Content Security Policy Level 3). What it shows comes by messages.
 */
export function dashboardHtml(webview: vscode.Webview, folder: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64url');
  const at = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${at('dashboard.css')}">
<title>Winnow</title>
</head>
<body>
<main id="dashboard" aria-busy="true"></main>
<script nonce="${nonce}" src="${at('dashboard.js')}"></script>
</body>
</html>`;
}
