// Relative, so that the page works below any path that a proxy gives it.
SwaggerUIBundle({ url: "openapi.json", dom_id: "#swagger-ui", deepLinking: true });
