// Opens a downtime pack in any browser, from a file: the Web Cryptography API makes the key of the passphrase.
"use strict";
(() => {
  const box = JSON.parse(document.getElementById("pack").textContent);
  const form = document.getElementById("open");
  const fault = document.getElementById("fault");
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  const content = async (passphrase) => {
    const words = new TextEncoder().encode(passphrase);
    const base = await crypto.subtle.importKey("raw", words, "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(box.salt), iterations: box.rounds };
    const key = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
    const additionalData = new TextEncoder().encode(box.clear);
    const lock = { name: "AES-GCM", iv: bytes(box.nonce), additionalData };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(lock, key, bytes(box.data))));
  };

  const link = (name, text) => {
    const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    const made = Object.assign(document.createElement("a"), { href: address, download: name, textContent: name });
    const item = document.createElement("li");
    item.append(made);
    return item;
  };

  const show = (lists) => {
    const opened = document.getElementById("opened");
    // Made and escaped by the portal, and authentic: it opened.
    opened.innerHTML = lists["lists.html"];
    const files = opened.querySelector("[data-files]");
    for (const name of Object.keys(lists).filter((one) => one.endsWith(".csv")).sort()) files.append(link(name, lists[name]));
    form.remove();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    fault.textContent = "";
    if (!window.crypto || !crypto.subtle) {
      fault.textContent = fault.dataset.cannot;
      return;
    }
    try {
      show(await content(document.getElementById("passphrase").value.trim()));
    } catch {
      fault.textContent = fault.dataset.wrong;
    }
  });
})();
