package dev.farrier.git;

import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.jgit.transport.URIish;

/** Where a repository is: {@code https://…}, {@code http://…}, {@code ssh://…}, {@code user@host:path}, {@code file:///…}. */
public final class GitUrl {
    private final String text;
    private final URIish uri;
    private final Scheme scheme;

    enum Scheme {
        HTTPS,
        HTTP,
        SSH,
        FILE
    }

    private GitUrl(String text, URIish uri, Scheme scheme) {
        this.text = text;
        this.uri = uri;
        this.scheme = scheme;
    }

    /** @throws IllegalArgumentException when it can't be one; the message holds no password */
    public static GitUrl parse(String text) {
        URIish uri;
        try {
            uri = new URIish(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it can't be read as a URL", e);
        }
        if (uri.getPass() != null) {
            throw new IllegalArgumentException("a password must not stand in it: use policies.git.token");
        }
        return new GitUrl(text, uri, scheme(uri));
    }

    private static Scheme scheme(URIish uri) {
        String written = uri.getScheme();
        if (written == null) {
            if (uri.getHost() == null) {
                throw new IllegalArgumentException("a path needs file:// before it");
            }
            return Scheme.SSH;
        }
        return switch (written.toLowerCase(Locale.ROOT)) {
            case "https" -> Scheme.HTTPS;
            case "http" -> Scheme.HTTP;
            case "ssh", "git+ssh", "ssh+git" -> Scheme.SSH;
            case "file" -> Scheme.FILE;
            default ->
                throw new IllegalArgumentException(
                        "'" + written + "' is none of https, http, ssh and file, which can be used");
        };
    }

    /** Whether a token is sent in clear. */
    public boolean unencrypted() {
        return scheme == Scheme.HTTP;
    }

    public boolean overSsh() {
        return scheme == Scheme.SSH;
    }

    public boolean overHttp() {
        return scheme == Scheme.HTTP || scheme == Scheme.HTTPS;
    }

    String host() {
        return Objects.requireNonNullElse(uri.getHost(), "");
    }

    URIish uri() {
        return uri;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GitUrl url && url.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
