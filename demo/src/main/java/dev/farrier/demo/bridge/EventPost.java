package dev.farrier.demo.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Posts events to Farrier's event API. The JDK's older HTTP client: it starts quicker and takes less memory. */
public final class EventPost {
    private static final int TIMEOUT = 2_000;

    private final URI url;

    public EventPost(String url) {
        this.url = URI.create(url);
    }

    /** @throws IOException when it was not taken */
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
                answer.readAllBytes(); // lets the connection be used again
            }
        }
        if (status >= 300) {
            throw new IOException("answered " + status);
        }
    }
}
