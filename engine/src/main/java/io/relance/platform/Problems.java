package io.relance.platform;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.relance.core.Rejected;
import jakarta.validation.ConstraintViolationException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.BindException;
import org.springframework.validation.FieldError;
import org.springframework.web.ErrorResponse;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Translates what went wrong into RFC 9457 problem details that say what to do. */
final class Problems {

  private static final String TYPE = "urn:relance:problem:";

  private Problems() {}

  /**
   * The problem to answer with; null when the fault is ours and the caller learns nothing of it.
   */
  static @Nullable ProblemDetail of(Throwable e) {
    if (find(e, Rejected.class) instanceof Rejected rejected) {
      ProblemDetail problem =
          problem(rejected.status(), rejected.type(), rejected.text(), rejected.details());
      rejected.members().forEach(problem::setProperty);
      return problem;
    } else if (find(e, MaxUploadSizeExceededException.class) != null) {
      return problem(413, "too-large", "The upload is larger than this installation accepts.");
    } else if (e instanceof MultipartException) {
      return problem(400, "no-upload", "Send the file as multipart/form-data in the field file.");
    } else if (e instanceof HttpMessageNotReadableException unreadable) {
      return unreadable(unreadable);
    } else if (e instanceof BindException invalid) {
      return invalid(invalid.getFieldErrors().stream().map(Problems::detail).toList());
    } else if (e instanceof HandlerMethodValidationException invalid) {
      return invalid(parameters(invalid));
    } else if (e instanceof ConstraintViolationException invalid) {
      return invalid(
          invalid.getConstraintViolations().stream()
              .map(v -> new Rejected.Detail(v.getPropertyPath().toString(), v.getMessage()))
              .toList());
    } else if (e instanceof TypeMismatchException mismatch) {
      return mismatch(mismatch);
    } else if (e instanceof NoResourceFoundException) {
      return problem(404, "not-found", "There is nothing at this address.");
    } else if (e instanceof ErrorResponse known && known.getStatusCode().value() < 500) {
      return known(known);
    }
    return null;
  }

  static ProblemDetail problem(int status, String type, String text) {
    return problem(status, type, text, List.of());
  }

  static ProblemDetail problem(
      int status, String type, String text, List<Rejected.Detail> details) {
    var problem = ProblemDetail.forStatus(status);
    problem.setType(URI.create(TYPE + type));
    problem.setDetail(text);
    if (!details.isEmpty()) {
      problem.setProperty("errors", details);
    }
    return problem;
  }

  /** A problem of which only the status is known. */
  static ProblemDetail ofStatus(int status) {
    return switch (status) {
      case 401 ->
          problem(401, "unauthenticated", "Log in, or send an API token as a bearer token.");
      case 403 -> problem(403, "forbidden", "You may not do this; ask an administrator.");
      case 404 -> problem(404, "not-found", "There is nothing at this address.");
      default -> problem(status, typeOf(status), phrase(status));
    };
  }

  /** The last part of the problem's type. */
  static String type(ProblemDetail problem) {
    String type = problem.getType().toString();
    return type.startsWith(TYPE) ? type.substring(TYPE.length()) : typeOf(problem.getStatus());
  }

  private static ProblemDetail known(ErrorResponse response) {
    ProblemDetail body = response.getBody();
    if (body.getType().toString().startsWith(TYPE)) {
      return body;
    }
    int status = body.getStatus();
    return problem(
        status, typeOf(status), Objects.requireNonNullElse(body.getDetail(), phrase(status)));
  }

  private static ProblemDetail unreadable(HttpMessageNotReadableException e) {
    if (find(e, StreamConstraintsException.class) != null) {
      return problem(
          400, "unreadable", "The JSON is nested too deeply or holds an overlong value.");
    }
    if (!(find(e, JsonProcessingException.class) instanceof JsonProcessingException json)) {
      return problem(400, "unreadable", "The body is missing or cannot be read.");
    }
    if (json instanceof UnrecognizedPropertyException unknown) {
      return invalid(List.of(unknownProperty(unknown)));
    }
    if (json instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return invalid(List.of(new Rejected.Detail(path(mapping), "has the wrong type or form")));
    }
    return problem(400, "unreadable", "The body is not valid JSON" + place(json) + ".");
  }

  private static Rejected.Detail unknownProperty(UnrecognizedPropertyException unknown) {
    String known =
        Objects.requireNonNullElse(unknown.getKnownPropertyIds(), List.of()).stream()
            .map(String::valueOf)
            .sorted()
            .collect(Collectors.joining(", "));
    return new Rejected.Detail(path(unknown), "is not known; known are: " + known);
  }

  private static String place(JsonProcessingException json) {
    JsonLocation at = json.getLocation();
    return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  private static String path(JsonMappingException e) {
    var path = new StringBuilder();
    for (JsonMappingException.Reference part : e.getPath()) {
      if (part.getFieldName() == null) {
        path.append('[').append(part.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(part.getFieldName());
      }
    }
    return path.toString();
  }

  private static ProblemDetail mismatch(TypeMismatchException e) {
    String name =
        e instanceof MethodArgumentTypeMismatchException argument
            ? argument.getName()
            : Objects.requireNonNullElse(e.getPropertyName(), "value");
    return invalid(List.of(new Rejected.Detail(name, "has the wrong type or form")));
  }

  private static List<Rejected.Detail> parameters(HandlerMethodValidationException e) {
    return e.getParameterValidationResults().stream()
        .flatMap(
            result ->
                result.getResolvableErrors().stream()
                    .map(
                        error ->
                            new Rejected.Detail(
                                error instanceof FieldError field
                                    ? field.getField()
                                    : String.valueOf(
                                        result.getMethodParameter().getParameterName()),
                                Objects.requireNonNullElse(
                                    error.getDefaultMessage(), "is not valid"))))
        .toList();
  }

  private static Rejected.Detail detail(FieldError error) {
    // A binding failure's own text names Java classes.
    return new Rejected.Detail(
        error.getField(),
        error.isBindingFailure()
            ? "has the wrong type or form"
            : Objects.requireNonNullElse(error.getDefaultMessage(), "is not valid"));
  }

  private static ProblemDetail invalid(List<Rejected.Detail> details) {
    String text =
        details.stream()
            .map(detail -> "`" + detail.field() + "` " + detail.message())
            .collect(Collectors.joining("; ", "The request is not valid: ", "."));
    return problem(400, "invalid", text, details);
  }

  private static String typeOf(int status) {
    return switch (status) {
      case 400 -> "invalid";
      case 401 -> "unauthenticated";
      case 413 -> "too-large";
      case 500 -> "internal";
      default -> phrase(status).toLowerCase(Locale.ROOT).replace(' ', '-');
    };
  }

  private static String phrase(int status) {
    HttpStatus known = HttpStatus.resolve(status);
    return known == null ? "Error " + status : known.getReasonPhrase();
  }

  private static @Nullable Throwable find(Throwable e, Class<? extends Throwable> type) {
    for (Throwable t = e; t != null; t = t.getCause() == t ? null : t.getCause()) {
      if (type.isInstance(t)) {
        return t;
      }
    }
    return null;
  }
}
