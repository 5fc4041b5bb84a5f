package dev.farrier.demo.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Posts events to Farrier's event API. Uses the JDK's older HTTP client, which starts faster and needs less memory. */
public final class EventClient {
    private static final int TIMEOUT = 2_000;

    private final URI url;

    public EventClient(String url) {
        this.url = URI.create(url);
    }

    /** @throws IOException when Farrier did not accept the event */
    public void post(String json) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT);
        connection.setReadTimeout(TIMEOUT);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(json.getBytes(StandardCharsets.UTF_8));
        }
        int status = connection.getResponseCode();
        InputStream answer = status < 400 ? connection.getInputStream() : connection.getErrorStream();
        if (answer != null) {
            try (answer) {
                answer.readAllBytes(); // so that the connection is reused
            }
        }
        if (status >= 300) {
            throw new IOException("answered " + status);
        }
    }
}
