package dev.farrier.api;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** HMAC-SHA256 of a request's body, in hex, as webhooks carry it. */
public final class HmacSignature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "sha256=";

    private HmacSignature() {}

    /**
     * Whether a header carries the signature. It takes the same time however much of it is right.
     *
     * @param before what is signed before the body
     * @param header null: there is none; some senders write the algorithm before the digits
     */
    public static boolean matches(String secret, String before, byte[] body, @Nullable String header) {
        return header != null && MessageDigest.isEqual(sign(secret, before, body), bytes(header.strip()));
    }

    private static byte[] sign(String secret, String before, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update(before.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** Empty when it is not hex. */
    private static byte[] bytes(String signature) {
        String hex = signature.startsWith(PREFIX) ? signature.substring(PREFIX.length()) : signature;
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
