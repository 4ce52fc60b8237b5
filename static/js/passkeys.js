/* Passkeys: a form with data-passkey asks the device ("create" a passkey, "get" one) before it is sent.
   What the device is asked stands in the JSON that data-options names, or at the form's own address. */
(() => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((item) => ({ ...item, id: bytes(item.id) }));

  const asked = async (form) => {
    const found = document.getElementById(form.dataset.options || "");
    const data = found ? JSON.parse(found.textContent) : await fetch(form.action, { headers: { Accept: "application/json" } }).then((answer) => answer.json());
    const options = (data.creation_options || data.request_options).publicKey;
    return {
      ...options,
      challenge: bytes(options.challenge),
      ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
      ...(options.excludeCredentials && { excludeCredentials: named(options.excludeCredentials) }),
      ...(options.allowCredentials && { allowCredentials: named(options.allowCredentials) }),
    };
  };

  const create = async (form) => {
    const publicKey = await asked(form);
    const alone = form.elements.passwordless.checked;
    publicKey.authenticatorSelection = {
      ...publicKey.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      ...(alone && { userVerification: "required" }),
    };
    return navigator.credentials.create({ publicKey });
  };
  const get = async (form) => navigator.credentials.get({ publicKey: await asked(form) });

  const written = (passkey) => {
    const response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach((part) => {
      if (passkey.response[part]) response[part] = text(passkey.response[part]);
    });
    return JSON.stringify({
      id: passkey.id,
      rawId: text(passkey.rawId),
      type: passkey.type,
      authenticatorAttachment: passkey.authenticatorAttachment,
      clientExtensionResults: passkey.getClientExtensionResults(),
      response,
    });
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const button = form.querySelector("button[type=submit]");
    const failed = form.querySelector("[data-passkey-failed]");
    form.hidden = button.hidden = false;
    form.querySelectorAll("[data-passkey-without]").forEach((words) => { words.hidden = true; });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      failed.hidden = true;
      try {
        form.elements.credential.value = written(await (form.dataset.passkey === "create" ? create : get)(form));
        form.submit();
      } catch {
        failed.hidden = false;
        button.disabled = false;
      }
    });
  });
})();
