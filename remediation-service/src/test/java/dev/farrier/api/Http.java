package dev.farrier.api;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Talks to a server on this machine. */
public record Http(HttpClient client, int port) {
    public HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = request(path).GET();
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    public HttpResponse<String> post(String path, String body, String... headers) {
        return post(path, BodyPublishers.ofString(body), headers);
    }

    public HttpResponse<String> post(String path, BodyPublisher body, String... headers) {
        return postAsync(path, body, headers).join();
    }

    public CompletableFuture<HttpResponse<String>> postAsync(String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = request(path).POST(body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> postAs(String contentType, String path, String body) {
        return send(request(path).setHeader("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString()).join();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json");
    }
}
